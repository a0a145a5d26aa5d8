// An application for who may use it: asked here, called from elsewhere.
import { Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Application, asApiError } from "@/api";
import { Calling } from "./Calling";
import { openSource } from "./openSource";
import { TrialView } from "./TrialView";
import { useAskOnce } from "./useApplications";

export function UsePage({ application }: { application: Application }) {
  const { t } = useTranslation();
  const [question, setQuestion] = useState("");
  const ask = useAskOnce();
  return (
    <>
      {application.description !== "" && <Text mb="md">{application.description}</Text>}
      <div className="app-builder">
        <div className="app-form">
          <Calling application={application} />
        </div>
        <div className="app-try">
          <TrialView
            question={question}
            note={t("applications.try_text_kept")}
            busy={ask.isPending}
            error={ask.error && asApiError(ask.error)}
            answer={ask.data}
            onQuestion={setQuestion}
            onAsk={() => ask.mutate({ question: question.trim(), model: application.model })}
            onOpen={openSource}
          />
        </div>
      </div>
    </>
  );
}
