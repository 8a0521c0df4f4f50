# Of three, only the strongest becomes master; the others never stir.
nodes a=100 b=150 c=200 address=10.0.0.1
run 20s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
0.000 c  init -> backup (started, listening for a master)
3.220 c  backup -> master (heard nothing for 3.220 s)
3.220 c  add 10.0.0.1, announce, advertise 200
8.220 c  announce
