// Operations and presets of the server, and a recipe tried a moment after the last change.
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { listRecipes, tryRecipe } from "@/api";

export const useRecipes = () =>
  useQuery({
    queryKey: ["recipes"],
    queryFn: ({ signal }) => listRecipes(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export function useTried(recipe: string, texts: string[]) {
  const [asked] = useDebouncedValue({ recipe, texts }, 400);
  return useQuery({
    queryKey: ["recipes", "try", asked],
    queryFn: ({ signal }) => tryRecipe(asked, signal),
    enabled: asked.texts.length > 0 && asked.recipe.includes("- "),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0, // samples may hold personal data: nothing of them stays behind
  });
}
