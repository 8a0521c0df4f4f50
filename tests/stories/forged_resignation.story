# A stranger's resignation is ignored: only the master that is followed can resign. The master announces again, as after any rival.
nodes a=200 b=100 address=10.0.0.1
run 10s
forge 0
run 5s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * forge 0
10.000 a  announce, advertise 200
10.000 b  warning: advert_discarded reason=stranger_resigned source=10.0.0.99
11.500 a  announce
