# For 20 s after the start of their daemons nobody serves; then the strongest is first.
nodes a=200 b=100 address=10.0.0.1
start_delay 20s
run 25s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
20.220 a  backup -> master (heard nothing for 20.220 s)
20.220 a  add 10.0.0.1, announce, advertise 200
