// The simplest gate: a list of hosts.
#include <algorithm>
#include <utility>

#include "net/http_client.h"
#include "net/url.h"

namespace onggi {
namespace {

class HostList final : public Gate {
 public:
  explicit HostList(std::vector<std::string> hosts) : hosts_(std::move(hosts)) {
    for (std::string& host : hosts_) host = net::lower(host);
  }

  Result<void> allow(const OutgoingRequest& request) override {
    ONGGI_TRY(const auto url, net::split_url(request.url));
    const std::string host = url.host_and_port();
    if (std::ranges::find(hosts_, host) != hosts_.end()) return {};
    return fail(ErrorCode::not_allowed,
                "nothing may be sent to " + host + " (" + request.purpose + "): add \"" + host +
                    "\" to the list of allowed hosts in the configuration",
                "host_not_allowed");
  }

 private:
  std::vector<std::string> hosts_;
};

}  // namespace

std::unique_ptr<Gate> allow_hosts(std::vector<std::string> hosts_with_ports) {
  return std::make_unique<HostList>(std::move(hosts_with_ports));
}

}  // namespace onggi
