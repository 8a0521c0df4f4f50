# Five routers lose their masters one after the other; each time the strongest that is left takes over.
nodes a=250 b=200 c=150 d=100 e=50 address=10.0.0.1
run 10s
crash a
run 6s
unplug b
run 6s
stop c
run 6s
cut d
run 6s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
0.000 c  init -> backup (started, listening for a master)
0.000 d  init -> backup (started, listening for a master)
0.000 e  init -> backup (started, listening for a master)
3.024 a  backup -> master (heard nothing for 3.024 s)
3.024 a  add 10.0.0.1, announce, advertise 250
8.024 a  announce
10.000    * crash a
12.587 a  the guard removes 10.0.0.1
13.056 b  backup -> master (heard nothing for 3.219 s)
13.056 b  add 10.0.0.1, announce, advertise 200
16.000    * unplug b
16.000 b  master -> fault (interface eth0 is down)
16.000 b  remove 10.0.0.1
19.282 c  backup -> master (heard nothing for 3.414 s)
19.282 c  add 10.0.0.1, announce, advertise 150
22.000    * stop c
22.000 c  master -> init (stopped)
22.000 c  advertise 0
22.609 d  backup -> master (10.0.0.13 resigned)
22.609 d  add 10.0.0.1, announce, advertise 100
22.610 c  remove 10.0.0.1
27.609 d  announce
28.000    * cut d
31.227 e  backup -> master (heard nothing for 3.805 s)
31.227 e  add 10.0.0.1, announce, advertise 50
