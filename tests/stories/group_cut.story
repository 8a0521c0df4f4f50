# S51: one of two networks of a pair is cut. b hears no master outside, but one inside: it waits, and nothing is taken
# back and forth.
nodes a=200 b=100
sides inside=10.0.0.1 outside=10.0.1.1
run 10s
cut b outside
run 30s
heal
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
10.000    * cut b outside
40.000    * heal
