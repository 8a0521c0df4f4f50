# The stronger router returns and leaves the weaker one alone for 30 s; but when that one dies, it does not wait.
nodes a=200 b=100 address=10.0.0.1
preempt_delay 30s
run 10s
crash a
run 10s
start a
run 35s
crash a
run 10s
start a
run 10s
crash b
run 10s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * crash a
11.782 a  the guard removes 10.0.0.1
12.642 b  backup -> master (heard nothing for 3.609 s)
12.642 b  add 10.0.0.1, announce, advertise 100
17.642 b  announce
20.000    * start a
20.000 a  init -> backup (started, listening for a master)
50.454 a  backup -> master (stronger than 10.0.0.12 with priority 100)
50.454 a  add 10.0.0.1, announce, advertise 200
50.454 b  master -> backup (10.0.0.11 with priority 200 is the stronger router)
50.454 b  remove 10.0.0.1, advertise 100
51.955 a  announce
55.000    * crash a
57.017 a  the guard removes 10.0.0.1
57.876 b  backup -> master (heard nothing for 3.609 s)
57.876 b  add 10.0.0.1, announce, advertise 100
62.876 b  announce
65.000    * start a
65.000 a  init -> backup (started, listening for a master)
75.000    * crash b
77.439 b  the guard removes 10.0.0.1
77.908 a  backup -> master (heard nothing for 3.219 s)
77.908 a  add 10.0.0.1, announce, advertise 200
82.908 a  announce
