'use strict';
// Swagger UI as it is in Quarkus' jar, started without a script in the page, which its own page has. The token that is typed
// behind "Authorize" is forgotten with the page, and nobody but this server is asked for anything.
window.ui = SwaggerUIBundle({
  url: 'q/openapi?format=json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  presets: [SwaggerUIBundle.presets.apis],
});
