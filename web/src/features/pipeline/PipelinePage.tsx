// 파이프라인: a recipe built from blocks on the left, what it does to a sample on the right. The sample leaves the page only
// for the server's answer and is kept nowhere.
import { Button, FileButton, Group, Select, Text, Textarea } from "@mantine/core";
import { IconDownload, IconFileText } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiError, asApiError, type Recipes, toLoad } from "@/api";
import { CopyButton, Empty, Failure, Loaded, PageHead } from "@/components";
import { errorWords, wordOr } from "@/i18n";
import { RunPanel } from "./RunPanel";
import { stepsOf, textsOf, toYaml } from "./recipe";
import { StepList } from "./StepList";
import { TriedRows } from "./TriedRows";
import { useRecipes, useTried } from "./usePipeline";

const sampleMax = 500_000;

function download(text: string, name: string) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** What is wrong with a recipe is its maker's to know: the server's words name line and option. */
function Wrong({ error, retry }: { error: ApiError; retry: () => void }) {
  const { t } = useTranslation();
  if (error.code !== "invalid_argument") return <Failure error={error} retry={retry} />;
  return <Failure error={error} words={`${errorWords(t, error)} (${error.message})`} />;
}

function Builder({ recipes }: { recipes: Recipes }) {
  const { t } = useTranslation();
  const [preset, setPreset] = useState("rag");
  const [steps, setSteps] = useState(() => {
    const first = recipes.presets.find(({ name }) => name === "rag");
    return first ? stepsOf(first, recipes.operations) : [];
  });
  const [sample, setSample] = useState("");
  const yaml = toYaml(steps);
  const texts = useMemo(() => textsOf(sample), [sample]);
  const tried = useTried(yaml, texts);
  const choose = (name: string | null) => {
    const chosen = recipes.presets.find((one) => one.name === name);
    if (!chosen) return;
    setPreset(chosen.name);
    setSteps(stepsOf(chosen, recipes.operations));
  };
  const read = async (file: File | null) => file && setSample((await file.slice(0, sampleMax).text()).trim());
  return (
    <div className="pipeline">
      <section aria-label={t("pipeline.recipe")}>
        <Select
          mb="sm"
          label={t("pipeline.preset")}
          allowDeselect={false}
          value={preset}
          data={recipes.presets.map(({ name }) => ({
            value: name,
            label: wordOr(t, "pipeline.presets", name),
          }))}
          onChange={choose}
        />
        <StepList
          steps={steps}
          operations={recipes.operations}
          tried={texts.length > 0 ? tried.data?.steps : undefined}
          onChange={setSteps}
        />
        <Group mt="lg" gap="xs">
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconDownload size={15} />}
            onClick={() => download(yaml, "recipe.yaml")}
          >
            {t("pipeline.download")}
          </Button>
          <CopyButton
            text="onggi clean IN.jsonl --out OUT.jsonl --recipe recipe.yaml --report REPORT.json"
            label={t("pipeline.copy_command")}
          />
        </Group>
        <Text size="xs" c="dimmed" mt={6}>
          {t("pipeline.run_text")}
        </Text>
        <RunPanel recipe={yaml} />
      </section>
      <section aria-label={t("pipeline.sample")}>
        <Textarea
          label={t("pipeline.sample")}
          description={t("pipeline.sample_text")}
          placeholder={t("pipeline.sample_placeholder")}
          autosize
          minRows={4}
          maxRows={10}
          value={sample}
          onChange={(event) => setSample(event.currentTarget.value)}
        />
        <Group mt="xs" mb="md" gap="xs">
          <FileButton accept=".jsonl,.ndjson,.txt,.md" onChange={read}>
            {(props) => (
              <Button variant="default" size="compact-sm" leftSection={<IconFileText size={15} />} {...props}>
                {t("pipeline.choose_file")}
              </Button>
            )}
          </FileButton>
          <Button variant="subtle" size="compact-sm" onClick={() => setSample(t("pipeline.example"))}>
            {t("pipeline.use_example")}
          </Button>
          {texts.length > 0 && (
            <Text size="sm" c="dimmed" role="status">
              {t("pipeline.rows", { count: texts.length })}
            </Text>
          )}
        </Group>
        {texts.length === 0 ? (
          <Empty title={t("pipeline.start_title")} text={t("pipeline.start_text")} />
        ) : tried.isError ? (
          <Wrong error={asApiError(tried.error)} retry={() => void tried.refetch()} />
        ) : (
          tried.data && <TriedRows tried={tried.data} />
        )}
      </section>
    </div>
  );
}

export function PipelinePage() {
  const { t } = useTranslation();
  const recipes = useRecipes();
  return (
    <>
      <PageHead title={t("nav.pipeline")} />
      <Loaded load={toLoad(recipes)}>{(data) => <Builder recipes={data} />}</Loaded>
    </>
  );
}
