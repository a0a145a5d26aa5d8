// Word tables of the equation script; see equation_words.h.
#include "parse/worker/flow/equation_words.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>

namespace onggi::parse::equation {
namespace {

using Words = std::map<std::string_view, Word, std::less<>>;

// Adds "name=latex" entries; "\name" alone is called the same in both languages, "name" alone has no LaTeX of its own.
void add_words(Words& words, WordKind kind, std::string_view list) {
  while (!list.empty()) {
    const std::string_view entry = list.substr(0, list.find_first_of(" \n"));
    list.remove_prefix(std::min(entry.size() + 1, list.size()));
    if (entry.empty()) continue;
    const std::size_t equals = entry.find('=');
    if (equals != std::string_view::npos) {
      words.emplace(entry.substr(0, equals), Word{kind, entry.substr(equals + 1)});
    } else if (entry.front() == '\\') {
      words.emplace(entry.substr(1), Word{kind, entry});
    } else {
      words.emplace(entry, Word{kind, {}});
    }
  }
}

// Capitals matter: another letter, a doubled arrow.
const Words& exact_words() {
  static const Words kWords = [] {
    Words words;
    add_words(words, WordKind::symbol, R"(larrow=\leftarrow LARROW=\Leftarrow rarrow=\rightarrow RARROW=\Rightarrow
lrarrow=\leftrightarrow LRARROW=\Leftrightarrow \uparrow UPARROW=\Uparrow \downarrow DOWNARROW=\Downarrow
udarrow=\updownarrow UDARROW=\Updownarrow \vert VERT=\Vert \lim Lim=\lim \Pr \exp Exp=\exp varupsilon=\Upsilon
\vartheta \varpi \varsigma \varphi \varepsilon \varrho)");
    return words;
  }();
  return kWords;
}

// Small letter, capital. LaTeX has no command for capitals that look like Latin ones.
struct Greek {
  std::string_view name, small, capital;
};
constexpr auto kGreek = std::to_array<Greek>({
    {"alpha", "\\alpha", "\\mathrm{A}"},
    {"beta", "\\beta", "\\mathrm{B}"},
    {"gamma", "\\gamma", "\\Gamma"},
    {"delta", "\\delta", "\\Delta"},
    {"epsilon", "\\epsilon", "\\mathrm{E}"},
    {"zeta", "\\zeta", "\\mathrm{Z}"},
    {"eta", "\\eta", "\\mathrm{H}"},
    {"theta", "\\theta", "\\Theta"},
    {"iota", "\\iota", "\\mathrm{I}"},
    {"kappa", "\\kappa", "\\mathrm{K}"},
    {"lambda", "\\lambda", "\\Lambda"},
    {"mu", "\\mu", "\\mathrm{M}"},
    {"nu", "\\nu", "\\mathrm{N}"},
    {"xi", "\\xi", "\\Xi"},
    {"omicron", "o", "\\mathrm{O}"},
    {"pi", "\\pi", "\\Pi"},
    {"rho", "\\rho", "\\mathrm{P}"},
    {"sigma", "\\sigma", "\\Sigma"},
    {"tau", "\\tau", "\\mathrm{T}"},
    {"upsilon", "\\upsilon", "\\Upsilon"},
    {"phi", "\\phi", "\\Phi"},
    {"chi", "\\chi", "\\mathrm{X}"},
    {"psi", "\\psi", "\\Psi"},
    {"omega", "\\omega", "\\Omega"},
});

void add_structures(Words& words) {
  using enum WordKind;
  add_words(words, fraction, R"(over=\frac \atop choose=\binom)");
  add_words(words, binomial, R"(\binom \frac dfrac=\frac)");
  add_words(words, root, "sqrt root");
  add_words(words, left, "left");
  add_words(words, right, "right");
  add_words(words, middle, "middle");
  add_words(words, script, "sup=^ sub=_ to=^ from=_");
  add_words(words, left_script, "lsup=^ lsub=_");
  add_words(words, font, R"(rm=\mathrm it bold=\mathbf rmbold=\mathbf)");
  add_words(words, matrix,
            "matrix=matrix pmatrix=pmatrix bmatrix=bmatrix dmatrix=vmatrix vmatrix=vmatrix cases=cases eqalign=aligned "
            "pile=matrix lpile=array}{l rpile=array}{r ladder=matrix sladder=matrix");
  add_words(words, column, "col ccol lcol rcol");
  add_words(words, accent, R"(hat=\hat,\widehat check=\check,\check tilde=\tilde,\widetilde acute=\acute,\acute
grave=\grave,\grave dot=\dot,\dot ddot=\ddot,\ddot bar=\bar,\overline vec=\vec,\overrightarrow
dyad=\overleftrightarrow,\overleftrightarrow arch=\overset{\frown},\overset{\frown} under=\underline,\underline
underline=\underline,\underline overline=\overline,\overline box=\boxed,\boxed)");
  add_words(words, brace, R"(\overbrace \underbrace)");
  add_words(words, relation, "rel buildrel");
  add_words(words, negation, R"(\not)");
  add_words(words, big, R"(bigg=\big)");
  add_words(words, color, "color");
  add_words(words, long_division, "longdiv");
  add_words(words, skipped, "underover displaystyle");
}

void add_symbols(Words& words) {
  using enum WordKind;
  // operators
  add_words(words, symbol,
            R"(\times \div divide=\div \pm plusminus=\pm \mp minusplus=\mp \cdot \circ \bullet \ast asti=\ast
star=\bigstar dsum=\dotplus \oplus \ominus \otimes \odot odiv=\oslash \oslash \uplus \cup \cap smallunion=\cup
smallinter=\cap \sqcap \sqcup \wedge \land \vee \lor xor=\veebar \lnot \dagger \ddagger \bigcirc \diamond)");
  // relations; "image" prints ≒ in Hangul
  add_words(words, symbol, R"(\neq ne=\neq le=\leq \leq ge=\geq \geq \ll \gg \lll \ggg \approx \sim \simeq \cong \equiv
\asymp \doteq image=\fallingdotseq reimage=\risingdotseq iso=\Bumpeq \propto \prec \succ identical=∷ \subset \supset
superset=\supset \subseteq \supseteq \sqsubset \sqsupset \sqsubseteq \sqsupseteq \in \notin \ni owns=\ni \vdash \dashv
hleft=\dashv \models \parallel \perp \mapsto hookleft=\hookleftarrow hookright=\hookrightarrow \nwarrow \nearrow
\swarrow \searrow)");
  // large operators
  add_words(words, symbol,
            R"(\sum smallsum=\sum \prod smallprod=\prod \coprod smcoprod=\coprod \amalg \int integral=\int
smallint=\int dint=\iint tint=\iiint \oint smalloint=\oint odint=\oiint otint=\oiiint union=\bigcup \bigcup
inter=\bigcap \bigcap \bigsqcup bigsqcap=⨅ \bigoplus bigominus=\ominus \bigotimes \bigodot bigodiv=\oslash \biguplus
\bigvee \bigwedge)");
  // functions, printed upright
  add_words(words, symbol, R"(\sin \cos \tan \cot \sec \csc cosec=\operatorname{cosec} \arcsin \arccos \arctan
arc=\operatorname{arc} \sinh \cosh \tanh \coth \log \ln \lg \det \dim \ker \hom \arg \gcd lcm=\operatorname{lcm} \max
\min mod=\bmod if=\operatorname{if} for=\operatorname{for} and=\operatorname{and})");
  // letters and other signs
  add_words(words, symbol, R"(inf=\infty \infty \aleph \hbar \imath \jmath \ell liter=\ell \wp imag=\Im
angstrom=\text{Å} \mho ohm=\Omega \partial \nabla \emptyset \therefore \because \forall exist=\exists \exists \cdots
\ldots \vdots \ddots \triangle triangled=\triangledown \angle msangle=\measuredangle sangle=\sphericalangle rtangle=⊾
\bot \top laplace=\mathcal{L} centigrade={}^{\circ}\mathrm{C} fahrenheit={}^{\circ}\mathrm{F} deg={}^{\circ} prime={}'
lslant=/ rslant=\backslash att=※ hund=‰ thou=‱ well=\sharp base=⌂ benzene=⌬ \lbrace \rbrace \lceil \rceil \lfloor
\rfloor \langle \rangle)");
}

const Words& folded_words() {
  static const Words kWords = [] {
    Words words;
    add_structures(words);
    add_symbols(words);
    return words;
  }();
  return kWords;
}

bool is_upper(char letter) { return letter >= 'A' && letter <= 'Z'; }
char to_lower(char letter) { return is_upper(letter) ? static_cast<char>(letter - 'A' + 'a') : letter; }

// "OVER", "over", "Over" → "over"; "oVer" and "In" are no commands: empty.
std::string folded(std::string_view word) {
  const auto capitals = std::ranges::count_if(word, is_upper);
  const auto size = static_cast<std::ptrdiff_t>(word.size());
  if (capitals != 0 && capitals != size && (capitals != 1 || !is_upper(word.front()) || size <= 3)) return {};
  std::string small(word);
  std::ranges::transform(small, small.begin(), to_lower);
  return small;
}

Word find_greek(std::string_view word) {
  const bool capital = is_upper(word.front());
  std::string small(word);
  std::ranges::transform(small, small.begin(), to_lower);
  const bool one_way = word.substr(1) == std::string_view(small).substr(1) ||
                       std::ranges::all_of(word, is_upper);  // "Gamma" and "GAMMA", not "gaMMa"
  const auto found = std::ranges::find(kGreek, std::string_view(small), &Greek::name);
  if (!one_way || found == kGreek.end()) return {};
  return {WordKind::symbol, capital ? found->capital : found->small};
}

}  // namespace

Word find_word(std::string_view word) {
  if (word.empty()) return {};
  if (const auto exact = exact_words().find(word); exact != exact_words().end()) return exact->second;
  if (const Word greek = find_greek(word); greek.kind != WordKind::unknown) return greek;
  const std::string small = folded(word);
  const auto found = folded_words().find(small);
  return found == folded_words().end() ? Word{} : found->second;
}

Sign find_sign(std::string_view text) {
  static constexpr auto kSigns = std::to_array<std::pair<std::string_view, std::string_view>>({
      {"<->", "\\leftrightarrow"},
      {"<<<", "\\lll"},
      {">>>", "\\ggg"},
      {"...", "\\ldots"},
      {"->", "\\rightarrow"},
      {"<-", "\\leftarrow"},
      {"=>", "\\Rightarrow"},
      {"<=", "\\leq"},
      {">=", "\\geq"},
      {"!=", "\\neq"},
      {"==", "\\equiv"},
      {"<<", "\\ll"},
      {">>", "\\gg"},
      {"+-", "\\pm"},
      {"-+", "\\mp"},
      {"||", "\\Vert"},
  });
  for (const auto& [sign, latex] : kSigns) {
    if (text.starts_with(sign)) return {latex, sign.size()};
  }
  return {};
}

std::string_view latex_of_character(char32_t character) {
  static const std::map<char32_t, std::string_view> kCharacters = {
      {U'×', "\\times"},      {U'÷', "\\div"},       {U'±', "\\pm"},
      {U'∓', "\\mp"},         {U'·', "\\cdot"},      {U'≤', "\\leq"},
      {U'≥', "\\geq"},        {U'≠', "\\neq"},       {U'≒', "\\fallingdotseq"},
      {U'≈', "\\approx"},     {U'≡', "\\equiv"},     {U'∞', "\\infty"},
      {U'→', "\\rightarrow"}, {U'←', "\\leftarrow"}, {U'⇒', "\\Rightarrow"},
      {U'∑', "\\sum"},        {U'∏', "\\prod"},      {U'∫', "\\int"},
      {U'√', "\\surd"},       {U'∂', "\\partial"},   {U'∈', "\\in"},
      {U'∠', "\\angle"},      {U'△', "\\triangle"},  {U'°', "{}^{\\circ}"},
      {U'∴', "\\therefore"},  {U'∵', "\\because"},   {U'⊥', "\\perp"},
      {U'∥', "\\parallel"},   {U'π', "\\pi"},        {U'−', "-"},
      {U'⋅', "\\cdot"},       {U'∙', "\\cdot"},      {U'…', "\\ldots"},
      {U'⋯', "\\cdots"},      {U'′', "{}'"}};
  const auto found = kCharacters.find(character);
  return found == kCharacters.end() ? std::string_view() : found->second;
}

std::size_t glued_command(std::string_view word) {
  // Fonts before anything but a small letter that would make a word; functions before a single letter.
  static constexpr auto kOperators = std::to_array<std::string_view>({"TIMES", "times", "cdot", "CDOT"});
  static constexpr auto kFunctions =
      std::to_array<std::string_view>({"sin", "cos", "tan", "cot", "sec", "csc", "log", "ln"});
  if (word.size() > 2 && word.starts_with("rm")) return 2;
  if (word.size() > 2 && word.starts_with("it") && is_upper(word[2])) return 2;
  for (const std::string_view command : kOperators) {
    if (word.size() > command.size() && word.starts_with(command)) return command.size();
  }
  for (const std::string_view command : kFunctions) {
    if (word.size() == command.size() + 1 && word.starts_with(command)) return command.size();
  }
  return 0;
}

}  // namespace onggi::parse::equation
