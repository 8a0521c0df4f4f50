# IPv6 is the same story, with link-local addresses to speak from.
nodes a=200 b=100 address=fe80::1 address=2001:db8::1
run 10s
crash a
run 10s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 2001:db8::1, add fe80::1, announce, advertise 200
8.220 a  announce
10.000    * crash a
11.782 a  the guard removes 2001:db8::1
11.782 a  the guard removes fe80::1
12.642 b  backup -> master (heard nothing for 3.609 s)
12.642 b  add 2001:db8::1, add fe80::1, announce, advertise 100
17.642 b  announce
