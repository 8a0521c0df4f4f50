# Late reception: the frame that proves it comes with a master's advert, and nobody took an address that was served.
nodes a=100 b=200 address=10.0.0.1
quiet
later b
run 3500ms
start b
forge 150
run 12s
----
0.000 a  init -> backup (started, listening for a master)
3.500    * start b
3.500    * forge 150
3.500 b  init -> backup (started, listening for a master)
6.720 b  backup -> master (heard nothing for 3.220 s)
6.720 b  add 10.0.0.1, announce, advertise 200
11.720 b  announce
