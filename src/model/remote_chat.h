// Inside of room: how one API is asked to write and how it answers. The calls themselves are the same for all of them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/remote.h"
#include "model/remote_stream.h"

namespace onggi::model {

/// One a model. Thread safe.
class ChatApi {
 public:
  struct Asked {
    std::string path;  // below the base of the server
    std::string body;  // JSON
  };
  virtual ~ChatApi() = default;
  /// Errors: unsupported and invalid_argument, `where` naming the option that the API does not know or take.
  virtual Result<Asked> chat(const std::vector<ChatMessage>& messages, const GenerateOptions& options,
                             bool stream) const = 0;
  virtual Result<Asked> text(std::string_view prompt, const GenerateOptions& options, bool stream) const = 0;
  /// A whole answer. Errors: unavailable "broken_answer".
  virtual Result<Completion> read(const std::string& body, const GenerateOptions& options) const = 0;
  virtual std::unique_ptr<EventReader> events() const = 0;
  virtual std::int32_t context_tokens() const { return 0; }  // 0: unknown
};

std::unique_ptr<ChatApi> make_openai_chat(const RemoteOptions& options);
std::unique_ptr<ChatApi> make_clova_chat(const RemoteOptions& options);

}  // namespace onggi::model
