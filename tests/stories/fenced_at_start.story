# Fenced before it starts, it never serves, and removes what it left behind a moment ago.
nodes a=200 address=10.0.0.1
run 10s
crash a
fence a
start a
run 20s
----
0.000 a  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * crash a
10.000    * fence a
10.000    * start a
10.000 a  init -> fenced (fenced: asked to)
10.000 a  remove 10.0.0.1
