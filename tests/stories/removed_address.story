# Somebody deletes the address: it is put back and announced at once; the third time is a warning.
nodes a=200 b=100 address=10.0.0.1
run 10s
remove a 10.0.0.1
run 6s
remove a 10.0.0.1
run 6s
remove a 10.0.0.1
run 6s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * remove a 10.0.0.1
10.000 a  address_reinstated address=10.0.0.1/24 times=1
10.000 a  add 10.0.0.1, announce
15.000 a  announce
16.000    * remove a 10.0.0.1
16.000 a  address_reinstated address=10.0.0.1/24 times=2
16.000 a  add 10.0.0.1, announce
21.000 a  announce
22.000    * remove a 10.0.0.1
22.000 a  warning: address_reinstated address=10.0.0.1/24 times=3
22.000 a  add 10.0.0.1, announce
27.000 a  announce
