# A fence takes the addresses away first and says so afterwards; nothing but readmission brings the router back.
nodes a=200 b=100 address=10.0.0.1
run 10s
fence a
run 5s
unplug a
run 5s
plug a
run 5s
readmit a
run 10s
----
0.000 a  init -> backup (started, listening for a master)
0.000 b  init -> backup (started, listening for a master)
3.220 a  backup -> master (heard nothing for 3.220 s)
3.220 a  add 10.0.0.1, announce, advertise 200
8.220 a  announce
10.000    * fence a
10.000 a  remove 10.0.0.1
10.000 a  master -> fenced (fenced: asked to)
10.000 a  advertise 0
10.609 b  backup -> master (10.0.0.11 resigned)
10.609 b  add 10.0.0.1, announce, advertise 100
15.000    * unplug a
15.000 a  fenced -> fault (interface eth0 is down)
15.609 b  announce
20.000    * plug a
20.000 a  fault -> fenced (fenced: asked to)
25.000    * readmit a
25.000 a  fenced -> backup (readmitted, asked to, listening for a master)
28.219 a  backup -> master (stronger than 10.0.0.12 with priority 100)
28.219 a  add 10.0.0.1, announce, advertise 200
28.219 b  master -> backup (10.0.0.11 with priority 200 is the stronger router)
28.219 b  remove 10.0.0.1, advertise 100
29.719 a  announce
33.219 a  announce
