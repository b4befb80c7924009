/*
 * load: N clients that read a server's stream to the end and keep books on it, in one thread.
 *
 * Every client must see every frame (stamp.h) in sequence. Latency is the time from the camera's
 * write to the arrival of the frame's last byte here, for frames written while the client was
 * connected; the join time is from connect(2) to the last byte of the first whole key frame.
 *
 * Writes JSON lines on stdout: {"event":"window"} when all clients receive and the warm-up is over,
 * {"event":"result", …} at the end of the window (or when every client was closed).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "chunked.h"
#include "framed.h"
#include "frame_reader.h"
#include "histogram.h"
#include "websocket.h"

#define CONNECTING_MAX 64
#define EVENTS 512
#define WAKEFUL_US 200
/* More clients would take a core for the sums of payloads; frames are checked by their ends anyway. */
#define CHECKED_CLIENTS_MAX 100
/* After the result: whoever reads it can look at the server before the clients leave it. */
#define STAY_MS 200

struct client {
  int fd; /* -1 = not connected */
  int is_stalled; /* connects and then never reads */
  int is_connecting, has_joined, in_sequence, has_caught_up;
  uint64_t connect_us, bytes;
  uint32_t next_number; /* the frame that must come next, once in_sequence */
  struct chunked chunked;
  struct framed framed;
  struct websocket websocket;
  struct frame_reader reader;
};

static struct {
  long port, clients, stalled, warm_up_ms, window_ms, every_ms, churn_ms, gather_ms;
  const char *path;  /* HTTP when set, else bare TCP */
  const char *hello; /* the framed protocol when set: what HELLO says; with a path over a WebSocket */
} settings = {.clients = 1, .warm_up_ms = 1000, .window_ms = 10000, .gather_ms = 60000};

static struct {
  uint64_t frames, gaps, repeats, damaged, closed, stalled_closed, not_key_first, bytes;
} counted;

static struct histogram latency, joining, catching_up;
static double slowest_catch_up_mbps;
static uint64_t window_us; /* when the window began; 0 = not yet */
static double window_cpu_s;
static uint32_t newest_number;
static long connecting_count, joined_count, reading_count;
static struct client *clients;
static int poller;
static uint8_t buffer[256 << 10];

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void close_client(struct client *client) {
  close(client->fd);
  client->fd = -1;
  if (client->is_connecting) connecting_count--;
  if (client->has_joined) joined_count--;
  counted.damaged += client->reader.damaged;
  if (!client->is_stalled) reading_count--;
}

static void open_client(struct client *client) {
  int is_stalled = client->is_stalled;
  memset(client, 0, sizeof *client);
  client->is_stalled = is_stalled;
  client->framed.is_unchecked = settings.clients > CHECKED_CLIENTS_MAX;
  client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (client->fd < 0) fail("load: socket");
  setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons((uint16_t)settings.port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  /* What a stalled client's own system would swallow first is kept small, so that it stalls soon. */
  if (is_stalled) setsockopt(client->fd, SOL_SOCKET, SO_RCVBUF, &(int){4096}, sizeof(int));
  client->connect_us = now_us();
  if (connect(client->fd, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS)
    fail("load: connect");
  client->is_connecting = 1;
  connecting_count++;
  if (!is_stalled) reading_count++;
  struct epoll_event event = {.events = EPOLLOUT, .data.ptr = client};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, client->fd, &event) < 0) fail("load: epoll_ctl");
}

static int is_web_socket(void) { return settings.path && settings.hello; }

static void send_all(struct client *client, const void *bytes, size_t size) {
  if (size == 0 || send(client->fd, bytes, size, MSG_NOSIGNAL) != (ssize_t)size) fail("load: send");
}

static void send_hello(struct client *client) {
  uint8_t bytes[WEBSOCKET_HEADER_BYTES + HELLO_BYTES_MAX];
  uint8_t *hello = bytes + WEBSOCKET_HEADER_BYTES;
  size_t size = make_hello(hello, settings.hello);
  if (size == 0) fail("load: HELLO");
  size_t from = is_web_socket() ? put_message_header(bytes, size) : WEBSOCKET_HEADER_BYTES;
  send_all(client, bytes + from, (size_t)(hello - bytes) + size - from);
}

static void finish_connecting(struct client *client) {
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(client->fd, SOL_SOCKET, SO_ERROR, &error, &length);
  if (error) {
    errno = error;
    fail("load: connect");
  }
  client->is_connecting = 0;
  connecting_count--;
  char request[512];
  if (is_web_socket()) {
    send_all(client, request, make_upgrade(request, sizeof request, settings.path));
  } else if (settings.hello) {
    send_hello(client);
  } else if (settings.path) {
    int size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%ld\r\n\r\n", settings.path,
                        settings.port);
    send_all(client, request, (size_t)size);
  }
  struct epoll_event event = {.events = client->is_stalled ? 0 : EPOLLIN, .data.ptr = client};
  epoll_ctl(poller, EPOLL_CTL_MOD, client->fd, &event);
}

/* The client has all that was there when it came. */
static void catch_up(struct client *client, uint64_t received_us) {
  uint64_t took_us = received_us - client->connect_us;
  double mbps = (double)client->bytes * 8 / (double)(took_us ? took_us : 1);
  if (catching_up.count == 0 || mbps < slowest_catch_up_mbps) slowest_catch_up_mbps = mbps;
  client->has_caught_up = 1;
  count_time(&catching_up, took_us);
}

/* `owner` is the client. */
static void take_frame(void *owner, const struct stamp *stamp, int is_whole) {
  struct client *client = owner;
  uint64_t received_us = now_us();
  if (client->in_sequence && stamp->number > client->next_number) counted.gaps += stamp->number - client->next_number;
  if (client->in_sequence && stamp->number < client->next_number) counted.repeats++;
  if (!client->in_sequence && stamp->kind != 'K') counted.not_key_first++;
  client->in_sequence = 1;
  client->next_number = stamp->number + 1;
  if (stamp->number > newest_number) newest_number = stamp->number;
  if (!is_whole) return;
  if (!client->has_caught_up && stamp->written_us >= client->connect_us) catch_up(client, received_us);
  if (!client->has_joined && stamp->kind == 'K') {
    client->has_joined = 1;
    joined_count++;
    count_time(&joining, received_us - client->connect_us);
  }
  if (window_us && stamp->written_us >= window_us && stamp->written_us >= client->connect_us) {
    counted.frames++;
    count_time(&latency, received_us - stamp->written_us);
  }
}

static void take_messages(struct client *client, const uint8_t *bytes, size_t length) {
  for (size_t piece; (piece = next_payload(&client->framed, &bytes, &length)) > 0; bytes += piece, length -= piece)
    read_frames(&client->reader, bytes, piece, take_frame, client);
  if (!client->framed.is_broken) return;
  fputs("load: a message is damaged\n", stderr);
  exit(1);
}

static void take_web_socket(struct client *client, const uint8_t *bytes, size_t length) {
  struct websocket *websocket = &client->websocket;
  int was_open = websocket->state == IN_MESSAGES;
  for (size_t piece; (piece = next_message_piece(websocket, &bytes, &length)) > 0; bytes += piece, length -= piece)
    take_messages(client, bytes, piece);
  if (websocket->state == IN_FAULT) {
    fprintf(stderr, "load: %s gives no WebSocket, or not only binary messages\n", settings.path);
    exit(1);
  }
  if (!was_open && websocket->state == IN_MESSAGES) send_hello(client);
}

static void take_bytes(struct client *client, const uint8_t *bytes, size_t length) {
  counted.bytes += window_us ? length : 0;
  client->bytes += length;
  if (is_web_socket()) {
    take_web_socket(client, bytes, length);
    return;
  }
  if (settings.hello) {
    take_messages(client, bytes, length);
    return;
  }
  if (!settings.path) {
    read_frames(&client->reader, bytes, length, take_frame, client);
    return;
  }
  for (size_t piece; (piece = next_piece(&client->chunked, &bytes, &length)) > 0; bytes += piece, length -= piece)
    read_frames(&client->reader, bytes, piece, take_frame, client);
  if (client->chunked.state == IN_ERROR) {
    fprintf(stderr, "load: the answer to GET %s is not a chunked 200: %.100s\n", settings.path, client->chunked.line);
    exit(1);
  }
}

static void read_client(struct client *client) {
  /* Of a stalled client epoll tells only its end. */
  ssize_t length = client->is_stalled ? 0 : recv(client->fd, buffer, sizeof buffer, 0);
  if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (length > 0) {
    take_bytes(client, buffer, (size_t)length);
    return;
  }
  if (client->is_stalled) counted.stalled_closed++;
  else counted.closed++;
  close_client(client);
}

/*
 * Looks again for a moment before it sleeps: while a server goes round its clients, none of its
 * sends must pay for waking this program. Clients elsewhere would not cost a server that either.
 */
static int wait_for_events(struct epoll_event *events, int timeout_ms) {
  static uint64_t last_us;
  int count;
  do {
    count = epoll_wait(poller, events, EVENTS, 0);
  } while (count == 0 && now_us() - last_us < WAKEFUL_US);
  if (count == 0) count = epoll_wait(poller, events, EVENTS, timeout_ms);
  last_us = now_us();
  return count;
}

static void ping_client(struct client *client) {
  uint8_t bytes[WEBSOCKET_HEADER_BYTES + MESSAGE_HEADER_BYTES];
  if (client->connect_us == 0 || client->fd < 0 || client->is_connecting) return;
  if (is_web_socket() && client->websocket.state != IN_MESSAGES) return;
  make_ping(bytes + WEBSOCKET_HEADER_BYTES);
  size_t from = is_web_socket() ? put_message_header(bytes, MESSAGE_HEADER_BYTES) : WEBSOCKET_HEADER_BYTES;
  if (send(client->fd, bytes + from, sizeof bytes - from, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno != EAGAIN && errno != EPIPE &&
      errno != ECONNRESET)
    fail("load: send");
}

/* One client after the other, each every four seconds. */
static void ping_clients(void) {
  static uint64_t started_us, pinged;
  if (started_us == 0) started_us = now_us();
  uint64_t due = (now_us() - started_us) * (uint64_t)settings.clients / PING_EVERY_US;
  while (pinged < due) ping_client(&clients[pinged++ % (uint64_t)settings.clients]);
}

static void poll_clients(int timeout_ms) {
  if (settings.hello) ping_clients();
  struct epoll_event events[EVENTS];
  int count = wait_for_events(events, timeout_ms);
  if (count < 0 && errno != EINTR) fail("load: epoll_wait");
  for (int i = 0; i < count; i++) {
    struct client *client = events[i].data.ptr;
    if (client->is_connecting) finish_connecting(client);
    else read_client(client);
  }
}

/* A few at a time, so that no listener's backlog overflows; or one every `every_ms`. */
static void gather_clients(void) {
  uint64_t started_us = now_us();
  long total = settings.clients + settings.stalled, opened = 0;
  while (opened < total || connecting_count > 0 || joined_count < settings.clients) {
    uint64_t passed_ms = (now_us() - started_us) / 1000;
    while (opened < total && connecting_count < CONNECTING_MAX && passed_ms >= (uint64_t)(opened * settings.every_ms))
      open_client(&clients[opened++]);
    poll_clients(1);
    if (passed_ms > (uint64_t)settings.gather_ms || counted.closed > 0) {
      fprintf(stderr, "load: %ld of %ld clients receive after %.1f s, %lu were closed\n", joined_count,
              settings.clients, (double)passed_ms / 1000, counted.closed);
      exit(1);
    }
  }
}

/* Runs for a time; with churn, one client after the other is closed and comes again. */
static void run_for(long time_ms) {
  uint64_t started_us = now_us(), churned = 0;
  for (uint64_t passed_ms = 0; passed_ms < (uint64_t)time_ms && reading_count > 0;
       passed_ms = (now_us() - started_us) / 1000) {
    poll_clients((uint64_t)time_ms - passed_ms < 10 ? (int)((uint64_t)time_ms - passed_ms) : 10);
    if (settings.churn_ms == 0 || passed_ms / (uint64_t)settings.churn_ms <= churned) continue;
    struct client *client = &clients[churned++ % (uint64_t)settings.clients];
    if (client->fd >= 0) close_client(client);
    open_client(client);
  }
}

/* How many frames the slowest client is behind the newest one seen by any. */
static uint32_t frames_behind(void) {
  uint32_t most = 0;
  for (long i = 0; i < settings.clients; i++) {
    if (clients[i].fd < 0 || !clients[i].has_joined) continue;
    uint32_t behind = newest_number + 1 - clients[i].next_number;
    if (behind > most) most = behind;
  }
  return most;
}

/* Processor time of this program so far. */
static double cpu_seconds(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static void print_result(double window_s) {
  uint32_t behind = frames_behind();
  for (long i = 0; i < settings.clients; i++)
    if (clients[i].fd >= 0) counted.damaged += clients[i].reader.damaged;
  printf("{\"event\":\"result\",\"clients\":%ld,\"seconds\":%.3f,\"cpuSeconds\":%.3f,\"frames\":%lu,\"bytes\":%lu,\"gaps\":%lu,"
         "\"repeats\":%lu,\"damaged\":%lu,\"closed\":%lu,\"stalledClosed\":%lu,\"behind\":%u,\"notKeyFirst\":%lu,"
         "\"latencyMs\":{\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f},"
         "\"joins\":%lu,\"joinMs\":{\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f},"
         "\"caughtUp\":%lu,\"catchUpMs\":{\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f},\"slowestCatchUpMbps\":%.1f}\n",
         settings.clients, window_s, cpu_seconds() - window_cpu_s, counted.frames, counted.bytes, counted.gaps, counted.repeats, counted.damaged,
         counted.closed, counted.stalled_closed, behind, counted.not_key_first, percentile_ms(&latency, 0.5), percentile_ms(&latency, 0.99),
         (double)latency.max_us / 1000, joining.count, percentile_ms(&joining, 0.5), percentile_ms(&joining, 0.99),
         (double)joining.max_us / 1000, catching_up.count, percentile_ms(&catching_up, 0.5), percentile_ms(&catching_up, 0.99),
         (double)catching_up.max_us / 1000, slowest_catch_up_mbps);
}

static long number_of(const char *text, long max) {
  char *end;
  long value = strtol(text, &end, 10);
  if (*text && !*end && value >= 0 && value <= max) return value;
  fprintf(stderr, "load: %s is not a number from 0 to %ld\n", text, max);
  exit(2);
}

static const char USAGE[] =
    "usage: load --port N [--path /stream.h264] [--hello JSON] [--clients 1] [--stalled 0] [--warm-up-ms 1000]\n"
    "            [--window-ms 10000] [--every-ms 0] [--churn-ms 0] [--gather-ms 60000]\n";

static void parse(int argc, char **argv) {
  static const struct option options[] = {
      {"port", 1, NULL, 'p'},       {"path", 1, NULL, 'u'},     {"hello", 1, NULL, 'h'},
      {"clients", 1, NULL, 'n'},
      {"stalled", 1, NULL, 's'},    {"warm-up-ms", 1, NULL, 'w'}, {"window-ms", 1, NULL, 't'},
      {"every-ms", 1, NULL, 'e'},   {"churn-ms", 1, NULL, 'c'}, {"gather-ms", 1, NULL, 'g'},
      {NULL, 0, NULL, 0}};
  for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
    if (option == 'p') settings.port = number_of(optarg, 65535);
    else if (option == 'u') settings.path = optarg;
    else if (option == 'h') settings.hello = optarg;
    else if (option == 'n') settings.clients = number_of(optarg, 100000);
    else if (option == 's') settings.stalled = number_of(optarg, 1000);
    else if (option == 'w') settings.warm_up_ms = number_of(optarg, 3600000);
    else if (option == 't') settings.window_ms = number_of(optarg, 86400000);
    else if (option == 'e') settings.every_ms = number_of(optarg, 60000);
    else if (option == 'c') settings.churn_ms = number_of(optarg, 3600000);
    else if (option == 'g') settings.gather_ms = number_of(optarg, 3600000);
    else settings.port = 0, optind = argc;
  }
  if (settings.port > 0) return;
  fputs(USAGE, stderr);
  exit(2);
}

int main(int argc, char **argv) {
  parse(argc, argv);
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  setlinebuf(stdout);
  poller = epoll_create1(EPOLL_CLOEXEC);
  clients = calloc((size_t)(settings.clients + settings.stalled), sizeof *clients);
  if (poller < 0 || !clients) fail("load: no memory or descriptors");
  for (long i = 0; i < settings.stalled; i++) clients[settings.clients + i].is_stalled = 1;

  gather_clients();
  run_for(settings.warm_up_ms);
  window_us = now_us();
  window_cpu_s = cpu_seconds();
  /* With churn there will be joins enough; the first ones met a server that had just started. */
  if (settings.churn_ms > 0) memset(&joining, 0, sizeof joining);
  puts("{\"event\":\"window\"}");
  run_for(settings.window_ms);
  print_result((double)(now_us() - window_us) / 1e6);
  run_for(STAY_MS);
  return 0;
}
