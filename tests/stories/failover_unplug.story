# The master's link goes down: it gives up at once, the backup waits its time, and a plugged link is a new start.
nodes a=200 b=100 address=10.0.0.1
run 10s
unplug a
run 5s
plug a
run 10s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * unplug a
10.000 a  master -> fault (interface eth0 is down)
10.000 a  remove 10.0.0.1
12.642 b  backup -> master (heard nothing for 3.609 s)
12.642 b  add 10.0.0.1, announce, advertise 100
15.000    * plug a
15.000 a  fault -> backup (started, listening for a master)
17.642 b  announce
18.219 a  backup -> master (stronger than 10.0.0.12 with priority 100)
18.219 a  add 10.0.0.1, announce, advertise 200
18.219 b  master -> backup (10.0.0.11 with priority 200 is the stronger router)
18.219 b  remove 10.0.0.1, advertise 100
19.719 a  announce
23.219 a  announce
