# Even if it is the last word that is ever heard, the learned interval is bounded by three times our own.
nodes a=200 b=100 address=10.0.0.1
run 10s
crash a
forge 150 40.95s
run 14s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * crash a
10.000    * forge 150 40.95s
10.000 b  warning: peer_differs reason=advert_interval source=10.0.0.99
11.782 a  the guard removes 10.0.0.1
20.828 b  backup -> master (heard nothing for 10.828 s)
20.828 b  add 10.0.0.1, announce, advertise 100
