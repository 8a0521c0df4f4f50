# One forged advert with an interval of 40.95 s does not freeze failover: the master's next word corrects it.
nodes a=200 b=100 address=10.0.0.1
run 10s
forge 150 40.95s
run 3s
crash a
run 6s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * forge 150 40.95s
10.000 a  warning: peer_differs reason=advert_interval source=10.0.0.99
10.000 a  announce, advertise 200
10.000 b  warning: peer_differs reason=advert_interval source=10.0.0.99
11.500 a  announce
13.000    * crash a
14.782 a  the guard removes 10.0.0.1
15.642 b  backup -> master (heard nothing for 3.609 s)
15.642 b  add 10.0.0.1, announce, advertise 100
