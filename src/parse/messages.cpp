// Headers of frames as JSON; see messages.h.
#include "parse/messages.h"

#include <nlohmann/json.hpp>

namespace onggi::parse {
namespace {

using nlohmann::json;

// Names and messages may hold broken UTF-8: replaced instead of thrown.
std::string dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

std::unexpected<Error> bad_frame() { return fail(ErrorCode::bad_input, "a frame's header is broken", "bad_frame"); }

json optional_number(const std::optional<std::int32_t>& number) { return number ? json(*number) : json(nullptr); }

json limits_to_json(const ParseLimits& limits) {
  return {{"bytes_max", limits.bytes_max},
          {"inflated_bytes_max", limits.inflated_bytes_max},
          {"memory_bytes_max", limits.memory_bytes_max},
          {"output_bytes_max", limits.output_bytes_max},
          {"pages_max", limits.pages_max},
          {"depth_max", limits.depth_max},
          {"seconds_max", limits.seconds_max}};
}

ParseLimits limits_from_json(const json& value) {
  ParseLimits limits;
  value.at("bytes_max").get_to(limits.bytes_max);
  value.at("inflated_bytes_max").get_to(limits.inflated_bytes_max);
  value.at("memory_bytes_max").get_to(limits.memory_bytes_max);
  value.at("output_bytes_max").get_to(limits.output_bytes_max);
  value.at("pages_max").get_to(limits.pages_max);
  value.at("depth_max").get_to(limits.depth_max);
  value.at("seconds_max").get_to(limits.seconds_max);
  return limits;
}

std::optional<std::int32_t> optional_page(const json& value) {
  return value.is_null() ? std::nullopt : std::optional(value.get<std::int32_t>());
}

Error error_from_json(const json& value) {
  return {error_code_from(value.at("code").get<std::string>()), value.at("message").get<std::string>(),
          value.at("where").get<std::string>(), value.at("reason").get<std::string>()};
}

// Parses a header and hands it to `read`; what nlohmann throws about types or missing fields ends here.
template <typename T, typename Read>
Result<T> decoded(std::string_view header, const Read& read) {
  try {
    const json value = json::parse(header);
    if (value.contains("error")) return std::unexpected(error_from_json(value.at("error")));
    return read(value);
  } catch (const json::exception&) {
    return bad_frame();
  }
}

}  // namespace

std::string encode(const Hello& hello) { return dump({{"version", hello.version}}); }

std::string encode(const Request& request) {
  json value = {{"name", request.name},
                {"password", request.options.password},
                {"first_page", optional_number(request.options.first_page)},
                {"last_page", optional_number(request.options.last_page)},
                {"ocr", to_string(request.options.ocr)},
                {"content", to_string(request.options.content)},
                {"limits", limits_to_json(request.limits)},
                {"render", nullptr},
                {"words", optional_number(request.words)},
                {"media_type", request.media_type},
                {"covers", json::array()}};
  if (request.render)
    value["render"] = {{"page_index", request.render->page_index}, {"dots_per_inch", request.render->dots_per_inch}};
  for (const Box& box : request.options.covers) value["covers"].push_back({box.x0, box.y0, box.x1, box.y1});
  return dump(value);
}

std::string encode(const Answer& answer) {
  return dump({{"payload_bytes", answer.payload_bytes},
               {"width_px", answer.width_px},
               {"height_px", answer.height_px},
               {"more", answer.more}});
}

std::string encode(const Error& error) {
  return dump({{"error",
                {{"code", to_string(error.code)},
                 {"message", error.message},
                 {"where", error.where},
                 {"reason", error.reason}}}});
}

std::string encode(const std::vector<PageWord>& words) {
  json list = json::array();
  for (const PageWord& word : words) list.push_back({word.text, word.box.x0, word.box.y0, word.box.x1, word.box.y1});
  return dump({{"words", std::move(list)}});
}

Result<std::vector<PageWord>> decode_words(std::string_view payload) {
  return decoded<std::vector<PageWord>>(payload, [](const json& value) {
    std::vector<PageWord> words;
    for (const json& word : value.at("words")) {
      const auto at = [&word](std::size_t i) { return word.at(i).get<double>(); };
      words.push_back({word.at(0).get<std::string>(), {at(1), at(2), at(3), at(4)}});
    }
    return words;
  });
}

Result<Hello> decode_hello(std::string_view header) {
  return decoded<Hello>(header, [](const json& value) { return Hello{value.at("version").get<std::string>()}; });
}

Result<Answer> decode_answer(std::string_view header) {
  return decoded<Answer>(header, [](const json& value) {
    return Answer{value.at("payload_bytes").get<std::uint64_t>(), value.at("width_px").get<std::int32_t>(),
                  value.at("height_px").get<std::int32_t>(), value.at("more").get<bool>()};
  });
}

Result<Request> decode_request(std::string_view header) {
  return decoded<Request>(header, [](const json& value) {
    Request request;
    value.at("name").get_to(request.name);
    value.at("password").get_to(request.options.password);
    request.options.first_page = optional_page(value.at("first_page"));
    request.options.last_page = optional_page(value.at("last_page"));
    request.options.ocr = ocr_from(value.at("ocr").get<std::string>()).value_or(Ocr::automatic);
    request.options.content = content_from(value.at("content").get<std::string>()).value_or(Content::main);
    request.limits = limits_from_json(value.at("limits"));
    value.at("media_type").get_to(request.media_type);
    const json& render = value.at("render");
    if (!render.is_null())
      request.render = {render.at("page_index").get<std::int32_t>(), render.at("dots_per_inch").get<double>()};
    request.words = optional_page(value.at("words"));
    for (const json& box : value.at("covers")) {
      const auto at = [&box](std::size_t i) { return box.at(i).get<double>(); };
      request.options.covers.push_back({at(0), at(1), at(2), at(3)});
    }
    return request;
  });
}

}  // namespace onggi::parse
