// Commands over the home: who may do what, with which keys and models.
#include "cli/words.h"

namespace onggi::cli_room {

CLI::App* Words::model_verb(CLI::App& parent, const std::string& verb, const std::string& about) {
  return command(parent, verb, about, Needs::workspace, [this, verb](CliHost& host, CliIo& io) {
    model_.verb = verb;
    return cli_room::model(model_, common_, host, io);
  });
}

CLI::App* Words::user_verb(CLI::App& parent, const std::string& verb, const std::string& about) {
  return command(parent, verb, about, Needs::workspace, [this, verb](CliHost& host, CliIo& io) {
    user_.verb = verb;
    return cli_room::user(user_, common_, host, io);
  });
}

void Words::add_user_options(CLI::App* verb) {
  verb->add_option("LOGIN", user_.login)->required();
  verb->add_option("--name", user_.display_name, "Name that others see");
  verb->add_option("--role", user_.role, "reader, corrector, editor, manager, auditor, admin, owner");
  verb->add_option("--clearance", user_.clearance, "Highest label this person may see: O, S, C");
  verb->add_flag("--password-stdin", user_.password_from_input, "Read the password from standard input");
}

void Words::add_serving() {
  CLI::App* serve =
      command(app_, "serve", "Serve the page and the API", Needs::nothing, [this](CliHost& host, CliIo& io) -> Done {
        ONGGI_CHECK(host.serve(listen_, io));
        return 0;
      });
  serve->add_option("--listen", listen_, "ADDRESS:PORT (127.0.0.1:8400)");
  command(app_, "worker", "Work on jobs of a shared PostgreSQL store", Needs::nothing,
          [](CliHost& host, CliIo& io) -> Done {
            ONGGI_CHECK(host.work(io));
            return 0;
          });
}

void Words::add_models() {
  CLI::App* family_of = family("model", "Language models, embedders and rerankers");
  CLI::App* add = model_verb(*family_of, "add", "Register a GGUF file or a server");
  add->add_option("ID", model_.id)->required();
  add->add_option("--gguf", model_.path, "File");
  add->add_option("--adapter", model_.adapter,
                  "GGUF file of a LoRA adapter to it; the weights are shared with other ids");
  add->add_option("--adapter-scale", model_.adapter_scale, "How much of the adapter (1)");
  add->add_option("--url", model_.url, "Base URL, .../v1; once for each server that holds the same model")->join(' ');
  add->add_option("--api", model_.api, "What the server speaks; clova: CLOVA Studio's own API, URL without a path")
      ->check(CLI::IsMember({"openai", "clova"}));
  add->add_option("--name", model_.remote_id, "Its name on that server (the id)");
  add->add_option("--key-env", model_.key_env, "Environment variable that holds the key");
  add->add_option("--label", model_.label_max,
                  "The highest label of documents that may be sent to it: a server O, a file C")
      ->check(CLI::IsMember({"O", "S", "C"}));
  add->add_flag("--embed", model_.embed, "An embedding model");
  add->add_flag("--rerank", model_.rerank, "A reranker; it is asked a question of ours before it is kept");
  add->add_flag("--tei", model_.tei, "With --rerank: the server is Text Embeddings Inference, URL without /v1");
  const auto priced = [this](CLI::App* verb, const char* in) {
    verb->add_option("--price-in", model_.price_in, in);
    verb->add_option("--price-out", model_.price_out, "Price of a million tokens that it writes");
    verb->add_option("--price-cached", model_.price_cached,
                     "Price of a million tokens of a prompt that it knew already (as --price-in)");
    verb->add_option("--price-hour", model_.price_hour, "Price of an hour that a GGUF model computes");
  };
  priced(add, "Price of a million tokens that it reads, in model.currency; it costs nothing where none is said");
  CLI::App* price = model_verb(*family_of, "price", "Change what a model costs from now on; without prices: nothing");
  price->add_option("ID", model_.id)->required();
  priced(price, "Price of a million tokens that it reads, in model.currency");
  model_verb(*family_of, "list", "All models");
  model_verb(*family_of, "remove", "Forget a model; its file stays")->add_option("ID", model_.id)->required();
}

void Words::add_usage() {
  CLI::App* verb = command(app_, "usage", "What models took and cost in a month", Needs::workspace,
                           [this](CliHost& host, CliIo& io) { return cli_room::usage(usage_, common_, host, io); });
  verb->add_option("--month", usage_.month, "As 2026-11 (this one)");
  verb->add_option("--by", usage_.by, "A row for each of these (model)")
      ->check(CLI::IsMember({"day", "model", "person", "key", "application"}));
}

void Words::add_people() {
  CLI::App* users = family("user", "People");
  add_user_options(user_verb(*users, "add", "Add a person"));
  add_user_options(user_verb(*users, "set", "Change role, clearance, name or password"));
  user_verb(*users, "list", "All people");
  user_verb(*users, "disable", "Shut a person out; what they own stays")->add_option("LOGIN", user_.login)->required();
  CLI::App* groups = family("group", "Groups of people and groups");
  for (const auto& [verb, about] :
       std::vector<std::pair<std::string, std::string>>{{"add", "Add a group"},
                                                        {"remove", "Remove a group"},
                                                        {"join", "Put person:<login> or group:<name> into it"},
                                                        {"leave", "Take a member out"},
                                                        {"list", "All groups"}}) {
    CLI::App* made = command(*groups, verb, about, Needs::workspace, [this, chosen = verb](CliHost& host, CliIo& io) {
      group_.verb = chosen;
      return cli_room::group(group_, common_, host, io);
    });
    if (verb != "list") made->add_option("NAME", group_.name)->required();
    if (verb == "join" || verb == "leave") made->add_option("MEMBER", group_.member)->required();
  }
}

void Words::add_keys() {
  CLI::App* keys = family("key", "API keys");
  for (const auto& [verb, about] : std::vector<std::pair<std::string, std::string>>{
           {"add", "Make a key; its secret is shown once"}, {"list", "All keys"}, {"revoke", "Make a key useless"}}) {
    CLI::App* made = command(*keys, verb, about, Needs::workspace, [this, chosen = verb](CliHost& host, CliIo& io) {
      key_.verb = chosen;
      return cli_room::key(key_, common_, host, io);
    });
    if (verb == "add") {
      made->add_option("LOGIN", key_.login, "Whose key")->required();
      made->add_option("--name", key_.name, "What it is for");
      made->add_option("--scope", key_.scopes,
                       "What it may do, once each: models, retrieval, documents, all (the default)");
      made->add_option("--model", key_.models, "A model that it may use, once each; without it all");
      made->add_option("--rpm", key_.requests_per_minute, "Requests a minute; without it as onggi.toml says");
      made->add_option("--tpm", key_.tokens_per_minute, "Tokens a minute; without it as onggi.toml says");
      made->add_option("--tokens-per-month", key_.tokens_per_month, "Tokens a month; without it no budget");
      made->add_option("--expires", key_.expires, "Last day on which it is good: 2027-03-31");
    }
    if (verb == "revoke") made->add_option("ID", key_.id)->required();
  }
}

void Words::add_keys_of_home() {
  CLI::App* vault = family("vault", "The keys that originals are encrypted with");
  for (const auto& [verb, about] : std::vector<std::pair<std::string, std::string>>{
           {"status", "Which key there is, and what stands under it"},
           {"rotate", "Put another master key in the place of the present one"}}) {
    CLI::App* made = command(*vault, verb, about, Needs::workspace, [this, chosen = verb](CliHost& host, CliIo& io) {
      vault_.verb = chosen;
      return cli_room::vault(vault_, common_, host, io);
    });
    if (verb == "rotate")
      made->add_option("--new-key-file", vault_.new_key_file,
                       "A key that you keep yourself, 32 bytes or 64 hex digits; without it one is made and kept "
                       "(where the present key is kept outside: $ONGGI_NEW_MASTER_KEY)");
  }
}

void Words::add_lineage_and_erasure() {
  command(app_, "lineage", "From a chunk or document back to the bytes, with all stages between", Needs::workspace,
          [this](CliHost& host, CliIo& io) { return cli_room::lineage(lineage_of_, common_, host, io); })
      ->add_option("CHUNK|DOCUMENT", lineage_of_, "Id of a chunk or document, or file name")
      ->required();
  CLI::App* erase = command(app_, "erase", "Take a person out of the whole workspace", Needs::workspace,
                            [this](CliHost& host, CliIo& io) { return cli_room::erase(erase_, common_, host, io); });
  erase->add_option("--subject", erase_.subjects, "A value of the person: name, number, e-mail address; repeatable")
      ->allow_extra_args(false);
  erase->add_option("--subject-file", erase_.subject_file, "File of values, one a line; - for standard input");
  erase->add_option("--kind", erase_.kind, "PERSON, PHONE, RRN ...: of values whose form does not tell");
  erase->add_flag("--dry-run", erase_.dry_run, "Say where the person stands; change nothing");
  erase->add_flag("--yes", erase_.yes, "Also where nothing but a name says that it is this person");
  erase->add_flag("--remove-documents", erase_.remove_documents, "Remove whole documents instead of masking them");
  erase->add_option("--certificate", erase_.certificate, "Write the certificate: FILE.json, and FILE.html to print");
  erase->add_option("--verify", erase_.verify, "Say whether this workspace wrote a certificate, unchanged");
}

void Words::add_care() {
  CLI::App* doctor = command(app_, "doctor", "Look for anything wrong in the workspace", Needs::workspace,
                             [this](CliHost& host, CliIo& io) { return cli_room::doctor(repair_, common_, host, io); });
  doctor->add_flag("--repair", repair_, "Mend what can be mended and remove what nothing refers to");
}

}  // namespace onggi::cli_room
