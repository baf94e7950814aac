package io.tektonretry.history.document;

/**
 * What objects of many clusters have and those of the recordings lack: keys that tools around Tekton add, fields of tasks, and where
 * images come from. The most common last.
 */
final class CommonText {

    static final String TEXT = String.join(
            "",
            "\"tekton.dev/tags\":\"git, image-build\",\"tekton.dev/pipelines.minVersion\":\"0.38.0\",\"tekton.dev/displayName\":\"",
            "\"tekton.dev/platforms\":\"linux/amd64,linux/s390x,linux/ppc64le,linux/arm64\",\"tekton.dev/categories\":\"",
            "\"argocd.argoproj.io/instance\":\"\",\"app.kubernetes.io/instance\":\"\",\"app.kubernetes.io/part-of\":\"",
            "\"triggers.tekton.dev/eventlistener\":\"\",\"triggers.tekton.dev/trigger\":\"\",\"triggers.tekton.dev/triggers-eventid\":\"",
            "\"build.appstudio.openshift.io/repo\":\"https://gitlab.com/\",\"kubectl.kubernetes.io/last-applied-configuration\":\"",
            "{\"name\":\"IMAGE_URL\",\"type\":\"string\",\"value\":\"registry.gitlab.com/\"},{\"name\":\"IMAGE_DIGEST\",\"type\":\"string\",\"value\":\"sha256:",
            "\"resolver\":\"cluster\",\"params\":[{\"name\":\"catalog\",\"value\":\"tekton\"},{\"name\":\"kind\",\"value\":\"task\"},",
            "{\"name\":\"url\",\"value\":\"https://github.com/\"},{\"name\":\"revision\",\"value\":\"main\"},{\"name\":\"pathInRepo\",\"value\":\"",
            ".yaml\"}],\"resolver\":\"git\"}},{\"name\":\"bundle\",\"value\":\"quay.io/\"}],\"resolver\":\"bundles\"},\"refSource\":{\"digest\":{\"sha1\":\"",
            "\"entryPoint\":\"\",\"uri\":\"git+https://github.com/",
            "\"sidecars\":[{\"container\":\"sidecar-\",\"imageID\":\"docker.io/library/docker@sha256:",
            "\"readinessProbe\":{\"periodSeconds\":1,\"exec\":{\"command\":[\"ls\",\"",
            "\"stepTemplate\":{\"computeResources\":{},\"env\":[{\"name\":\"HOME\",\"value\":\"/tekton/home\"}],",
            "\"securityContext\":{\"allowPrivilegeEscalation\":false,\"capabilities\":{\"drop\":[\"ALL\"]},\"runAsNonRoot\":true,\"runAsUser\":65532}",
            "\"env\":[{\"name\":\"TOKEN\",\"valueFrom\":{\"secretKeyRef\":{\"key\":\"token\",\"name\":\"",
            "\"volumeMounts\":[{\"mountPath\":\"/var/lib/containers\",\"name\":\"varlibcontainers\"}],\"volumes\":[{\"emptyDir\":{},\"name\":\"",
            "\"computeResources\":{\"limits\":{\"cpu\":\"2\",\"memory\":\"4Gi\"},\"requests\":{\"cpu\":\"500m\",\"memory\":\"1Gi\"}},",
            "\"workspaces\":[{\"name\":\"source\",\"workspace\":\"shared-workspace\"}],\"workspaces\":[{\"description\":\"The git repo will be cloned onto the volume backing this Workspace.\",\"name\":\"output\"},",
            "{\"name\":\"source\",\"persistentVolumeClaim\":{\"claimName\":\"pvc-\"}},{\"name\":\"basic-auth\",\"optional\":true},{\"name\":\"dockerconfig\",\"secret\":{\"secretName\":\"",
            "{\"name\":\"source\",\"volumeClaimTemplate\":{\"metadata\":{},\"spec\":{\"accessModes\":[\"ReadWriteOnce\"],\"resources\":{\"requests\":{\"storage\":\"1Gi\"}}},\"status\":{}}}",
            "\"podTemplate\":{\"securityContext\":{\"fsGroup\":65532},\"tolerations\":[{\"effect\":\"NoSchedule\",\"key\":\"",
            "\"chains.tekton.dev/signed\":\"true\",\"results.tekton.dev/log\":\"/results//logs/\",\"results.tekton.dev/record\":\"/results//records/\",\"results.tekton.dev/result\":\"",
            "\"pipelinesascode.tekton.dev/check-run-id\":\"\",\"pipelinesascode.tekton.dev/controller-info\":\"",
            "{\\\"name\\\":\\\"default\\\",\\\"configmap\\\":\\\"pipelines-as-code\\\",\\\"secret\\\":\\\"pipelines-as-code-secret\\\", \\\"gRepo\\\": \\\"pipelines-as-code\\\"}\",",
            "\"pipelinesascode.tekton.dev/installation-id\":\"\",\"pipelinesascode.tekton.dev/log-url\":\"https://console-openshift-console.apps.",
            "\"pipelinesascode.tekton.dev/max-keep-runs\":\"5\",\"pipelinesascode.tekton.dev/on-cel-expression\":\"event == \\\"pull_request\\\" \\u0026\\u0026 target_branch == \\\"main\\\"\",",
            "\"pipelinesascode.tekton.dev/on-event\":\"[pull_request]\",\"pipelinesascode.tekton.dev/on-target-branch\":\"[main]\",",
            "\"params\":[{\"description\":\"Repository URL to clone from.\",\"name\":\"url\",\"type\":\"string\"},{\"default\":\"\",\"description\":\"Revision to checkout. (branch, tag, sha, ref, etc...)\",\"name\":\"revision\",\"type\":\"string\"},",
            "\"results\":[{\"description\":\"The precise commit SHA that was fetched by this Task.\",\"name\":\"commit\",\"type\":\"string\"},",
            "\"description\":\"Digest of the image just built.\",\"type\":\"string\",\"value\":\"$(tasks.build.results.",
            "\"when\":[{\"input\":\"$(params.\",\"operator\":\"in\",\"values\":[\"true\"]}],\"runAfter\":[\"",
            "\"script\":\"#!/usr/bin/env bash\\nset -euo pipefail\\n\\n\"#!/bin/sh\\nset -eu\\necho -n \\\"${RESULT_SHA}\\\" \\u003e \\\"$(results.commit.path)\\\"\\n",
            "\"workingDir\":\"$(workspaces.source.path)\",\"image\":\"gcr.io/tekton-releases/github.com/tektoncd/pipeline/cmd/\",\"image\":\"registry.access.redhat.com/ubi9/",
            "\"imageID\":\"quay.io/\",\"imageID\":\"ghcr.io/\",\"imageID\":\"gcr.io/\",\"imageID\":\"docker.io/library/",
            "\"containerID\":\"cri-o://\",\"terminated\":{\"containerID\":\"containerd://");

    private CommonText() {}
}
