# The service manager's end of sd_notify(3): prints every datagram that comes to the socket as one JSON line.
import json, os, socket, sys

receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print(json.dumps("ready"), flush=True)
while True:
    # systemd-notify waits until somebody closes the descriptor that it sends with BARRIER=1.
    data, fds, _, _ = socket.recv_fds(receiver, 4096, 4)
    for fd in fds:
        os.close(fd)
    print(json.dumps(data.decode()), flush=True)
