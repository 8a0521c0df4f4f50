# A crash of a: its sides are taken over in one turn, when the last of them may be.
nodes a=200 b=100
sides inside=10.0.0.1 outside=10.0.1.1
run 10s
crash a
run 10s
start a
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
10.000    * crash a
11.782 a  the guard removes 10.0.0.1
11.970 a  the guard removes 10.0.1.1
12.829 b  inside: backup -> master (heard nothing for 3.797 s)
12.829 b  outside: backup -> master (heard nothing for 3.609 s)
12.829 b  add 10.0.0.1, add 10.0.1.1, announce, advertise 100, advertise 100 too
17.829 b  announce
20.000    * start a
20.000 a  inside: init -> backup (started, listening for a master)
20.000 a  outside: init -> backup (started, listening for a master)
23.219 a  inside: backup -> master (stronger than 10.0.0.12 with priority 100)
23.219 a  outside: backup -> master (stronger than 10.0.1.12 with priority 100)
23.219 a  add 10.0.0.1, add 10.0.1.1, announce, advertise 200, advertise 200 too
23.219 b  inside: master -> backup (10.0.0.11 with priority 200 is the stronger router)
23.219 b  outside: master -> backup (group gw: inside is backup)
23.219 b  remove 10.0.0.1, remove 10.0.1.1, advertise 100, advertise 0 too
24.719 a  announce
28.219 a  announce
