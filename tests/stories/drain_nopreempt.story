# A drain where nobody preempts: after two master-down intervals a resigns, and serves until b speaks.
nodes a=150 b=100 address=10.0.0.1
nopreempt
run 10s
drain a
run 15s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.415 a  backup -> master (heard nothing for 3.415 s)
3.415 a  add 10.0.0.1, announce, advertise 150
8.415 a  announce
10.000    * drain a
10.000 a  advertise 1
16.828 a  advertise 0
17.438 b  backup -> master (10.0.0.11 resigned)
17.438 b  add 10.0.0.1, announce, advertise 100
17.438 a  master -> backup (drained: asked to)
17.438 a  remove 10.0.0.1
22.438 b  announce
