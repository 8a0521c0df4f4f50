# Without preemption, a node that boots while another serves stays backup, although its port hears nothing at first.
nodes a=200 b=100 address=10.0.0.1
nopreempt
quiet
later a
run 10s
cut a
start a
run 3s
heal
run 60s
----
0.000 b  init -> backup (started, listening for a master)
7.221 b  backup -> master (heard nothing for 7.221 s)
7.221 b  add 10.0.0.1, announce, advertise 100
10.000    * cut a
10.000    * start a
10.000 a  init -> backup (started, listening for a master)
12.221 b  announce
13.000    * heal
