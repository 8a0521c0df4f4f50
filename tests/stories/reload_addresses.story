# A reload adds an address on both and later takes one away: the one that stays is not touched.
nodes a=200 b=100 address=10.0.0.1
run 10s
addresses b 10.0.0.1 10.0.0.2
addresses a 10.0.0.1 10.0.0.2
run 6s
addresses b 10.0.0.2
addresses a 10.0.0.2
run 6s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * addresses b 10.0.0.1 10.0.0.2
10.000    * addresses a 10.0.0.1 10.0.0.2
10.000 a  add 10.0.0.2, announce
15.000 a  announce
16.000    * addresses b 10.0.0.2
16.000    * addresses a 10.0.0.2
16.000 a  remove 10.0.0.1, announce
21.000 a  announce
