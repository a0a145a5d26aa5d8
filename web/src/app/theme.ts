// Colours of fired clay and a system font stack: nothing is loaded from outside.
import { createTheme, type MantineColorsTuple } from "@mantine/core";

const clay: MantineColorsTuple = [
  "#fbf3ee",
  "#f1e3da",
  "#e4c5b3",
  "#d6a589",
  "#cb8a67",
  "#c37850",
  "#a9623c",
  "#8a4d2e",
  "#733f25",
  "#5c311c",
];

const sans =
  '"Pretendard Variable", Pretendard, "Noto Sans KR", "Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic", system-ui, sans-serif';

export const theme = createTheme({
  primaryColor: "clay",
  primaryShade: { light: 7, dark: 6 },
  colors: { clay },
  fontFamily: sans,
  fontFamilyMonospace: '"D2Coding", "Noto Sans Mono CJK KR", ui-monospace, Consolas, monospace',
  headings: { fontFamily: sans, fontWeight: "650" },
  defaultRadius: "md",
  cursorType: "pointer",
  focusRing: "auto",
});
