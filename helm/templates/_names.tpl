{{- define "tekton-retry.name" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "tekton-retry.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (include "tekton-retry.name" .) -}}
{{- end -}}

{{- /* Cluster-wide objects of two releases of the same name in two namespaces must not collide. */ -}}
{{- define "tekton-retry.clusterName" -}}
{{- printf "%s-%s" .Release.Namespace (include "tekton-retry.name" .) -}}
{{- end -}}

{{- define "tekton-retry.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "tekton-retry.labels" -}}
{{ include "tekton-retry.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- /* A digest says more than a tag. */ -}}
{{- define "tekton-retry.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{- /* Whether one of the replicas is elected to mirror the cluster. */ -}}
{{- define "tekton-retry.electsLeader" -}}
{{- get .Values.tektonretry.mirror "leader-election" | kindIs "bool" | ternary (get .Values.tektonretry.mirror "leader-election") (gt (int .Values.replicas) 1) -}}
{{- end -}}
