// Prometheus text of the edge's counters.
#include "serve/metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

#include "serve/routes.h"

namespace onggi::serve_room {
namespace {

void head(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
  out.append("# HELP ")
      .append(name)
      .append(" ")
      .append(help)
      .append("\n# TYPE ")
      .append(name)
      .append(" ")
      .append(type)
      .append("\n");
}

void gauge(std::string& out, std::string_view name, std::string_view help, double value,
           std::string_view type = "gauge") {
  head(out, name, type, help);
  out.append(name).append(" ").append(std::to_string(value)).append("\n");
}

/// Resident memory from /proc, in bytes; 0 where there is none.
double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double total = 0, resident = 0;
  statm >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::string labels_of(std::size_t index) {
  const auto table = routes();
  if (index >= table.size()) return R"(route="none",method="")";
  return "route=\"" + std::string(table[index].pattern) + "\",method=\"" + std::string(table[index].method) + "\"";
}

void append_traces(std::string& out, const Traces::Counts& counts) {
  head(out, "onggi_traces_total", "counter",
       "Traces of answers: kept or dropped for want of room, sent over OTLP or not.");
  const auto line = [&out](std::string_view outcome, std::int64_t count) {
    out.append("onggi_traces_total{outcome=\"")
        .append(outcome)
        .append("\"} ")
        .append(std::to_string(count))
        .append("\n");
  };
  line("kept", counts.kept);
  line("dropped", counts.dropped);
  line("sent", counts.sent);
  line("not_sent", counts.not_sent);
}

}  // namespace

Metrics::Metrics(std::size_t routes) : routes_(routes + 1) {}

void Metrics::end(std::size_t route, int status, std::chrono::microseconds duration) {
  in_flight_.fetch_sub(1, std::memory_order_relaxed);
  PerRoute& counts = routes_[std::min(route, routes_.size() - 1)];
  counts.by_class[static_cast<std::size_t>(std::clamp(status / 100, 1, 5))].fetch_add(1, std::memory_order_relaxed);
  const double seconds = static_cast<double>(duration.count()) / 1e6;
  std::size_t bucket = 0;
  while (bucket < kBounds.size() && seconds > kBounds[bucket]) ++bucket;
  counts.buckets[bucket].fetch_add(1, std::memory_order_relaxed);
  counts.sum_us.fetch_add(duration.count(), std::memory_order_relaxed);
}

void Metrics::append_route(std::string& out, std::size_t index) const {
  const PerRoute& counts = routes_[index];
  std::int64_t total = 0;
  for (const auto& bucket : counts.buckets) total += bucket.load(std::memory_order_relaxed);
  if (total == 0) return;
  const std::string labels = labels_of(index);
  std::int64_t running = 0;
  for (std::size_t bucket = 0; bucket < counts.buckets.size(); ++bucket) {
    running += counts.buckets[bucket].load(std::memory_order_relaxed);
    std::string bound = "+Inf";
    if (bucket < kBounds.size()) {
      bound = std::to_string(kBounds[bucket]);
      bound.erase(bound.find_last_not_of('0') + 1);
      if (bound.ends_with('.')) bound.pop_back();
    }
    out.append("onggi_http_request_duration_seconds_bucket{").append(labels).append(",le=\"").append(bound);
    out.append("\"} ").append(std::to_string(running)).append("\n");
  }
  out += "onggi_http_request_duration_seconds_sum{" + labels + "} " +
         std::to_string(static_cast<double>(counts.sum_us.load(std::memory_order_relaxed)) / 1e6) + "\n";
  out += "onggi_http_request_duration_seconds_count{" + labels + "} " + std::to_string(running) + "\n";
}

Result<std::string> Metrics::text(const ServeRooms& rooms) const {
  std::string out;
  head(out, "onggi_http_requests_total", "counter", "Answered requests by route and class of status.");
  for (std::size_t index = 0; index < routes_.size(); ++index)
    for (std::size_t status = 1; status <= 5; ++status)
      if (const auto count = routes_[index].by_class[status].load(std::memory_order_relaxed); count > 0)
        out += "onggi_http_requests_total{" + labels_of(index) + ",status=\"" + std::to_string(status) + "xx\"} " +
               std::to_string(count) + "\n";
  head(out, "onggi_http_request_duration_seconds", "histogram",
       "From the whole header to the last byte of the answer.");
  for (std::size_t index = 0; index < routes_.size(); ++index) append_route(out, index);
  gauge(out, "onggi_http_requests_in_flight", "Requests being worked on.", static_cast<double>(in_flight_.load()));
  gauge(out, "onggi_http_connections", "Open connections.", static_cast<double>(connections_.load()));

  head(out, "onggi_refused_total", "counter", "Requests refused for a limit or a scope of their key or person.");
  constexpr std::array<std::string_view, 5> kRefusals{"requests", "tokens", "size", "quota", "scope"};
  for (std::size_t why = 0; why < refusals_.size(); ++why)
    out.append("onggi_refused_total{why=\"")
        .append(kRefusals[why])
        .append("\"} ")
        .append(std::to_string(refusals_[why].load(std::memory_order_relaxed)))
        .append("\n");

  if (rooms.traces != nullptr) append_traces(out, rooms.traces->counts());
  const ServeSizes sizes = rooms.sizes();
  gauge(out, "onggi_documents", "Documents in the catalog.", static_cast<double>(sizes.documents));
  gauge(out, "onggi_chunks", "Chunks in the index.", static_cast<double>(sizes.chunks));
  head(out, "onggi_jobs", "gauge", "Jobs by state.");
  for (const JobState state :
       {JobState::queued, JobState::running, JobState::done, JobState::failed, JobState::cancelled}) {
    ONGGI_TRY(const std::int64_t count, rooms.jobs.count(state));
    out += "onggi_jobs{state=\"" + std::string(to_string(state)) + "\"} " + std::to_string(count) + "\n";
  }
  gauge(out, "process_resident_memory_bytes", "Resident memory.", resident_bytes());
  gauge(out, "process_cpu_seconds_total", "User and system time.", cpu_seconds(), "counter");
  return out;
}

}  // namespace onggi::serve_room
