/*
 * yardstick: the plainest fast server there is, to measure picam against. Bytes of stdin go to
 * every TCP client; nothing is parsed. One thread, epoll, one history buffer that all clients read
 * from by an offset of their own, so a client costs no copy and no queue. A client starts with the
 * bytes that come after it; one that falls a whole history behind is closed.
 *
 * Prints "port N" on stdout when it listens on 127.0.0.1, and ends when stdin does.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define HISTORY_BYTES (4u << 20)
#define READ_BYTES (64u << 10)
#define EVENTS 256

struct client {
  uint64_t at;     /* next byte to send, counted from the start of the stream */
  uint32_t index;  /* in `clients` */
  int fd;
  int is_full;     /* the socket has no room: EPOLLOUT will tell */
};

static uint8_t history[HISTORY_BYTES];
static uint64_t head; /* bytes of the stream so far */
static struct client **clients;
static uint32_t client_count, client_room;
static int poller;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void close_client(struct client *client) {
  close(client->fd);
  clients[client->index] = clients[--client_count];
  clients[client->index]->index = client->index;
  free(client);
}

/* Sends what the socket takes. Returns -1 if the client is to be closed. */
static int send_to(struct client *client) {
  if (head - client->at > HISTORY_BYTES) return -1;
  while (client->at < head) {
    size_t from = client->at % HISTORY_BYTES;
    size_t length = head - client->at;
    if (length > HISTORY_BYTES - from) length = HISTORY_BYTES - from;
    ssize_t sent = send(client->fd, history + from, length, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      client->is_full = 1;
      return 0;
    }
    if (sent < 0) return -1;
    client->at += (uint64_t)sent;
  }
  return 0;
}

/* Returns 0 at the end of stdin. */
static int read_source(void) {
  size_t at = head % HISTORY_BYTES;
  size_t room = HISTORY_BYTES - at < READ_BYTES ? HISTORY_BYTES - at : READ_BYTES;
  ssize_t length = read(STDIN_FILENO, history + at, room);
  if (length < 0 && (errno == EINTR || errno == EAGAIN)) return 1;
  if (length < 0) fail("yardstick: read");
  head += (uint64_t)length;
  /* From the end: closing a client moves the last one, already served, into its place. */
  for (uint32_t i = client_count; i-- > 0;)
    if (!clients[i]->is_full && send_to(clients[i]) < 0) close_client(clients[i]);
  return length > 0;
}

static void accept_clients(int listener) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (fd < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
    if (fd < 0) fail("yardstick: accept");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    if (client_count == client_room) {
      client_room = client_room ? client_room * 2 : 64;
      clients = realloc(clients, client_room * sizeof *clients);
      if (!clients) fail("yardstick: realloc");
    }
    struct client *client = malloc(sizeof *client);
    if (!client) fail("yardstick: malloc");
    *client = (struct client){.at = head, .index = client_count, .fd = fd};
    clients[client_count++] = client;
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = client};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0) fail("yardstick: epoll_ctl");
  }
}

static void serve_client(struct client *client, uint32_t events) {
  if (events & (EPOLLERR | EPOLLHUP | EPOLLRDHUP)) {
    close_client(client);
  } else if (events & EPOLLOUT) {
    client->is_full = 0;
    if (send_to(client) < 0) close_client(client);
  }
}

static int listen_anywhere(void) {
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (listener < 0 || bind(listener, (struct sockaddr *)&address, length) < 0 || listen(listener, 4096) < 0 ||
      getsockname(listener, (struct sockaddr *)&address, &length) < 0)
    fail("yardstick: listen");
  printf("port %d\n", ntohs(address.sin_port));
  fflush(stdout);
  return listener;
}

int main(void) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  signal(SIGPIPE, SIG_IGN);
  poller = epoll_create1(EPOLL_CLOEXEC);
  if (poller < 0) fail("yardstick: epoll_create1");
  int listener = listen_anywhere();
  struct epoll_event on_source = {.events = EPOLLIN, .data.ptr = NULL};
  struct epoll_event on_listener = {.events = EPOLLIN, .data.ptr = &listener};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, STDIN_FILENO, &on_source) < 0 ||
      epoll_ctl(poller, EPOLL_CTL_ADD, listener, &on_listener) < 0)
    fail("yardstick: epoll_ctl");
  for (;;) {
    struct epoll_event events[EVENTS];
    int count = epoll_wait(poller, events, EVENTS, -1);
    if (count < 0 && errno != EINTR) fail("yardstick: epoll_wait");
    /* Clients first: after them nothing in this batch can point to one that was closed. */
    int source_ready = 0, listener_ready = 0;
    for (int i = 0; i < count; i++) {
      if (events[i].data.ptr == NULL) source_ready = 1;
      else if (events[i].data.ptr == &listener) listener_ready = 1;
      else serve_client(events[i].data.ptr, events[i].events);
    }
    if (source_ready && !read_source()) return 0;
    if (listener_ready) accept_clients(listener);
  }
}
