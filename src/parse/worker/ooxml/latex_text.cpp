// Characters of formulas as LaTeX; see latex.h.
#include <algorithm>
#include <array>
#include <utility>

#include "parse/worker/ooxml/latex.h"
#include "text/text.h"

namespace onggi::parse::ooxml {
namespace {

constexpr auto kCommands = std::to_array<std::pair<char32_t, std::string_view>>({
    {U'#', "\\#"},
    {U'$', "\\$"},
    {U'%', "\\%"},
    {U'&', "\\&"},
    {U'\\', "\\backslash"},
    {U'{', "\\{"},
    {U'}', "\\}"},
    {U'~', "\\sim"},
    {U'¬', "\\neg"},
    {U'±', "\\pm"},
    {U'·', "\\cdot"},
    {U'×', "\\times"},
    {U'÷', "\\div"},
    {U'Γ', "\\Gamma"},
    {U'Δ', "\\Delta"},
    {U'Θ', "\\Theta"},
    {U'Λ', "\\Lambda"},
    {U'Ξ', "\\Xi"},
    {U'Π', "\\Pi"},
    {U'Σ', "\\Sigma"},
    {U'Φ', "\\Phi"},
    {U'Ψ', "\\Psi"},
    {U'Ω', "\\Omega"},
    {U'α', "\\alpha"},
    {U'β', "\\beta"},
    {U'γ', "\\gamma"},
    {U'δ', "\\delta"},
    {U'ε', "\\varepsilon"},
    {U'ζ', "\\zeta"},
    {U'η', "\\eta"},
    {U'θ', "\\theta"},
    {U'ι', "\\iota"},
    {U'κ', "\\kappa"},
    {U'λ', "\\lambda"},
    {U'μ', "\\mu"},
    {U'ν', "\\nu"},
    {U'ξ', "\\xi"},
    {U'π', "\\pi"},
    {U'ρ', "\\rho"},
    {U'ς', "\\varsigma"},
    {U'σ', "\\sigma"},
    {U'τ', "\\tau"},
    {U'υ', "\\upsilon"},
    {U'φ', "\\varphi"},
    {U'χ', "\\chi"},
    {U'ψ', "\\psi"},
    {U'ω', "\\omega"},
    {U'ϑ', "\\vartheta"},
    {U'ϕ', "\\phi"},
    {U'ϵ', "\\epsilon"},
    {U'‖', "\\|"},
    {U'…', "\\ldots"},
    {U'ℏ', "\\hbar"},
    {U'ℓ', "\\ell"},
    {U'←', "\\leftarrow"},
    {U'↑', "\\uparrow"},
    {U'→', "\\rightarrow"},
    {U'↓', "\\downarrow"},
    {U'↔', "\\leftrightarrow"},
    {U'⇐', "\\Leftarrow"},
    {U'⇒', "\\Rightarrow"},
    {U'⇔', "\\Leftrightarrow"},
    {U'∀', "\\forall"},
    {U'∂', "\\partial"},
    {U'∃', "\\exists"},
    {U'∅', "\\emptyset"},
    {U'∇', "\\nabla"},
    {U'∈', "\\in"},
    {U'∉', "\\notin"},
    {U'∋', "\\ni"},
    {U'∏', "\\prod"},
    {U'∐', "\\coprod"},
    {U'∑', "\\sum"},
    {U'∓', "\\mp"},
    {U'∗', "\\ast"},
    {U'∘', "\\circ"},
    {U'√', "\\surd"},
    {U'∝', "\\propto"},
    {U'∞', "\\infty"},
    {U'∠', "\\angle"},
    {U'∣', "\\mid"},
    {U'∥', "\\parallel"},
    {U'∧', "\\wedge"},
    {U'∨', "\\vee"},
    {U'∩', "\\cap"},
    {U'∪', "\\cup"},
    {U'∫', "\\int"},
    {U'∬', "\\iint"},
    {U'∭', "\\iiint"},
    {U'∮', "\\oint"},
    {U'∴', "\\therefore"},
    {U'∵', "\\because"},
    {U'∼', "\\sim"},
    {U'≃', "\\simeq"},
    {U'≅', "\\cong"},
    {U'≈', "\\approx"},
    {U'≠', "\\neq"},
    {U'≡', "\\equiv"},
    {U'≤', "\\leq"},
    {U'≥', "\\geq"},
    {U'≪', "\\ll"},
    {U'≫', "\\gg"},
    {U'⊂', "\\subset"},
    {U'⊃', "\\supset"},
    {U'⊆', "\\subseteq"},
    {U'⊇', "\\supseteq"},
    {U'⊕', "\\oplus"},
    {U'⊗', "\\otimes"},
    {U'⊥', "\\perp"},
    {U'⋀', "\\bigwedge"},
    {U'⋁', "\\bigvee"},
    {U'⋂', "\\bigcap"},
    {U'⋃', "\\bigcup"},
    {U'⋅', "\\cdot"},
    {U'⋮', "\\vdots"},
    {U'⋯', "\\cdots"},
    {U'⋱', "\\ddots"},
    {U'⌈', "\\lceil"},
    {U'⌉', "\\rceil"},
    {U'⌊', "\\lfloor"},
    {U'⌋', "\\rfloor"},
    {U'⟨', "\\langle"},
    {U'⟩', "\\rangle"},
    {U'⩽', "\\leqslant"},
    {U'⩾', "\\geqslant"},
});

bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }

// En dash, minus and hyphen signs are one operator in a formula; the invisible operators of Word say nothing.
char32_t plain_sign(char32_t code) {
  if (code == U'–' || code == U'−' || code == U'‐' || code == U'‑') return U'-';
  if (code == U'′') return U'\'';
  return code;
}

bool is_word(char32_t code) { return is_hangul(code) || is_hanja(code); }

}  // namespace

std::string_view latex_command(char32_t character) {
  const auto found = std::ranges::find(kCommands, character, &std::pair<char32_t, std::string_view>::first);
  return found == kCommands.end() ? std::string_view() : found->second;
}

std::string latex_text(std::string_view utf8) {
  std::string out;
  bool in_text = false;
  for (std::size_t i = 0; i < utf8.size();) {
    const char32_t code = plain_sign(next_code_point(utf8, i));
    const bool word = is_word(code) || (in_text && code == U' ');
    if (word != in_text) out += word ? "\\text{" : "}";
    in_text = word;
    const std::string_view command = word ? std::string_view() : latex_command(code);
    if (command.empty()) {
      append_utf8(out, code);
    } else {
      out += command;
      if (is_letter(command.back())) out += ' ';
    }
  }
  if (in_text) out += '}';
  return out;
}

}  // namespace onggi::parse::ooxml
