/** Starts GraphiQL, which calls the service as the dashboard of the same tab does. */
"use strict";

const credentials = () => {
  const token = sessionStorage.getItem("tekton-retry.token");
  return token ? { Authorization: `Bearer ${token}` } : {};
};

/** What proves that a call comes from this page, while a cookie stands for the caller. */
const proof = () => {
  const given = document.cookie.match(/(?:^|; )__Host-tekton-retry-csrf=([^;]*)/)?.[1];
  return given ? { "X-CSRF-Token": given } : {};
};

const fetcher = GraphiQL.createFetcher({
  url: "/graphql",
  fetch: (url, options) => fetch(url, { ...options, headers: { ...credentials(), ...proof(), ...options.headers } }),
  wsClient: graphqlWs.createClient({
    url: `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/graphql`,
    connectionParams: credentials,
  }),
});

const start = `# Ctrl-Space suggests fields, Ctrl-Enter sends the document.
# Without a token from the dashboard in this tab, set a header: {"Authorization": "Bearer …"}
{
  pipelineRuns(first: 10) {
    nodes { id namespace name status }
  }
}
`;

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, { fetcher, defaultQuery: start, shouldPersistHeaders: false }),
);
