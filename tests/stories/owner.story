# Priority 255 owns the address: master at once, and the address was its own before and stays when it leaves.
nodes a=255 b=100 address=10.0.0.1
run 6s
stop a
run 3s
start a
run 8s
----
0.000 a  init -> master (owns the addresses (priority 255))
0.000 a  announce, advertise 255
0.000 b  init -> backup (started, listening for a master)
5.000 a  announce
6.000    * stop a
6.000 a  master -> init (stopped)
6.000 a  advertise 0
6.609 b  backup -> master (10.0.0.11 resigned)
6.609 b  add 10.0.0.1, announce, advertise 100
9.000    * start a
9.000 a  init -> master (owns the addresses (priority 255))
9.000 a  announce, advertise 255
9.000 b  master -> backup (10.0.0.11 with priority 255 is the stronger router)
9.000 b  remove 10.0.0.1, advertise 100
10.500 a  announce
14.000 a  announce
