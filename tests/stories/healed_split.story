# A split heals: the loser steps down, and the winner announces again, at once and 1.5 s after the rival's last word.
nodes a=200 b=100 address=10.0.0.1
run 10s
cut a
run 20500ms
heal
run 4s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * cut a
12.642 b  backup -> master (heard nothing for 3.609 s)
12.642 b  add 10.0.0.1, announce, advertise 100
17.642 b  announce
30.500    * heal
31.032 b  master -> backup (10.0.0.11 with priority 200 is the stronger router)
31.032 b  remove 10.0.0.1, advertise 100
31.032 a  announce, advertise 200
32.532 a  announce
