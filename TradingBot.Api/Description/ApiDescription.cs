using Microsoft.OpenApi;

namespace TradingBot.Api.Description;

/// <summary>The OpenAPI document, <c>/openapi/v1.json</c>.</summary>
internal static class ApiDescription
{
    public static void AddApiDescription(this WebApplicationBuilder builder) => builder.Services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "TradingBot API";
            document.Info.Description =
                "Paper trading only: no request can cause a real trade. Errors are application/problem+json; prices, quantities and money are decimal strings; times are UTC.";
            return Task.CompletedTask;
        });
        // A converter writes decimals, so the schema's own look tells nothing of them.
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Type? type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type);
            if ((type ?? context.JsonTypeInfo.Type) != typeof(decimal)) return Task.CompletedTask;
            schema.Type = type is null ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Format = "decimal";
            schema.Pattern = @"^-?\d+(\.\d+)?$";
            return Task.CompletedTask;
        });
    });
}
