# A frame proves reception: one advert interval to hear a master, and the gate opens.
nodes a=200 address=10.0.0.1
quiet
run 4500ms
frame a
run 6s
----
0.000 a  init -> backup (started, listening for a master)
4.500    * frame a
5.726 a  backup -> master (heard nothing for 5.726 s)
5.726 a  add 10.0.0.1, announce, advertise 200
