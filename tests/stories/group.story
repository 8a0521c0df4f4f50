# Two sides of a router move together: the outside interface of a fails, and b serves both sides.
nodes a=200 b=100
sides inside=10.0.0.1 outside=10.0.1.1
run 10s
unplug a outside
run 10s
plug a outside
run 10s
----
0.000 a  inside: init -> backup (started, listening for a master)
0.000 a  outside: init -> backup (started, listening for a master)
0.000 b  inside: init -> backup (started, listening for a master)
0.000 b  outside: init -> backup (started, listening for a master)
3.220 a  inside: backup -> master (heard nothing for 3.220 s)
3.220 a  outside: backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, add 10.0.1.1, announce, advertise 200, advertise 200 too
8.220 a  announce
10.000    * unplug a outside
10.000 a  outside: master -> fault (interface eth1 is down)
10.000 a  inside: master -> fault (group gw: outside is in fault)
10.000 a  remove 10.0.0.1, remove 10.0.1.1, advertise 0
12.829 b  inside: backup -> master (10.0.0.11 resigned)
12.829 b  outside: backup -> master (heard nothing for 3.609 s)
12.829 b  add 10.0.0.1, add 10.0.1.1, announce, advertise 100, advertise 100 too
17.829 b  announce
20.000    * plug a outside
20.000 a  inside: fault -> backup (started, listening for a master)
20.000 a  outside: fault -> backup (started, listening for a master)
23.219 a  inside: backup -> master (stronger than 10.0.0.12 with priority 100)
23.219 a  outside: backup -> master (stronger than 10.0.1.12 with priority 100)
23.219 a  add 10.0.0.1, add 10.0.1.1, announce, advertise 200, advertise 200 too
23.219 b  inside: master -> backup (10.0.0.11 with priority 200 is the stronger router)
23.219 b  outside: master -> backup (group gw: inside is backup)
23.219 b  remove 10.0.0.1, remove 10.0.1.1, advertise 100, advertise 0 too
24.719 a  announce
28.219 a  announce
