# Equal priorities, and each node's address is the greater one on another side: they take over together, clash, and the
# one that lost in the first member lets the other go first.
nodes a=100 b=100
sides inside=10.0.0.1 outside=10.0.1.1
crossed
run 30s
----
0.000 a  inside: init -> backup (started, listening for a master)
0.000 a  outside: init -> backup (started, listening for a master)
0.000 b  inside: init -> backup (started, listening for a master)
0.000 b  outside: init -> backup (started, listening for a master)
3.610 a  inside: backup -> master (heard nothing for 3.610 s)
3.610 a  outside: backup -> master (heard nothing for 3.610 s)
3.610 a  add 10.0.0.1, add 10.0.1.1, announce, advertise 100, advertise 100 too
3.610 b  inside: backup -> master (heard nothing for 3.610 s)
3.610 b  outside: backup -> master (heard nothing for 3.610 s)
3.610 b  add 10.0.0.1, add 10.0.1.1, announce, advertise 100, advertise 100 too
3.610 a  inside: master -> backup (10.0.0.12 with priority 100 is the stronger router)
3.610 a  outside: master -> backup (group gw: inside is backup)
3.610 a  remove 10.0.0.1, remove 10.0.1.1, advertise 100, advertise 0 too
3.610 b  outside: master -> backup (10.0.1.89 with priority 100 is the stronger router)
3.610 b  inside: master -> backup (group gw: outside is backup)
3.610 b  remove 10.0.0.1, remove 10.0.1.1, advertise 0, advertise 100 too
7.220 b  inside: backup -> master (heard nothing for 3.609 s)
7.220 b  outside: backup -> master (10.0.1.89 resigned)
7.220 b  add 10.0.0.1, add 10.0.1.1, announce, advertise 100, advertise 100 too
12.220 b  announce
