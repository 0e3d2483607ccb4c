using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Audit;
using TradingBot.Api.Errors;
using TradingBot.Api.Input;
using TradingBot.Contracts;
using TradingBot.Contracts.Security;
using TradingBot.Storage.Access;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Security;

/// <summary><c>/api/security/api-keys</c>: a key is shown once, when it is made.</summary>
internal static class ApiKeys
{
    private const int DaysDefault = 90;
    private const int DaysMax = 3_650;

    public static void MapTo(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/security/api-keys", ListAsync).RequireAuthorization(Roles.Admin).WithTags("Security").WithName("ListApiKeys")
            .WithSummary("API keys, newest first; never the keys themselves.");
        routes.MapPost("/api/security/api-keys", CreateAsync).RequireAuthorization(Roles.Admin).WithTags("Security").WithName("CreateApiKey")
            .WithSummary("Makes an API key and shows it for the only time.").ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapDelete("/api/security/api-keys/{keyId}", RevokeAsync).RequireAuthorization(Roles.Admin).WithTags("Security").WithName("RevokeApiKey")
            .WithSummary("Revokes an API key.");
    }

    private static async Task<Ok<Page<ApiKeyContract>>> ListAsync(TradingBotDbContext database, CancellationToken cancellation)
    {
        List<ApiKeyRow> rows = await database.ApiKeys.OrderByDescending(row => row.CreatedAt).ToListAsync(cancellation);
        return TypedResults.Ok(new Page<ApiKeyContract>([.. rows.Select(ToContract)], NextCursor: null));
    }

    private static async Task<Results<Created<CreatedApiKey>, ProblemHttpResult>> CreateAsync(
        JsonBody<CreateApiKeyRequest> body, HttpContext context, ApiKeyStore keys, TradingBotDbContext database, AuditTrail audit, TimeProvider time,
        CancellationToken cancellation)
    {
        var errors = new InputErrors();
        string name = errors.Text("name", body.Value.Name, 1, 64);
        string? role = errors.OneOf("role", body.Value.Role, Roles.All);
        int days = body.Value.ExpiresInDays ?? DaysDefault;
        if (days is < 1 or > DaysMax) errors.Add("expiresInDays", $"must be a whole number from 1 to {DaysMax}");
        if (errors.Any) return errors.ToProblem();
        (ApiKey key, string text) = await keys.CreateAsync(name, role!, time.GetUtcNow().AddDays(days), context.Actor(), cancellation);
        await audit.RecordAsync(context, AuditEventNames.ApiKeyCreated, new { key.KeyId, key.Name, key.Role, key.ExpiresAt });
        ApiKeyRow row = await database.ApiKeys.SingleAsync(stored => stored.KeyId == key.KeyId, cancellation);
        return TypedResults.Created($"/api/security/api-keys/{key.KeyId}", new CreatedApiKey(text, ToContract(row)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        string keyId, HttpContext context, ApiKeyStore keys, ApiKeyDirectory directory, AuditTrail audit, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        Guid id = errors.Id("keyId", keyId);
        if (errors.Any) return errors.ToProblem();
        bool revoked = await keys.RevokeAsync(id, cancellation);
        directory.Forget();
        if (!revoked) return Problems.NotFound($"There is no API key {id} that could be revoked.");
        await audit.RecordAsync(context, AuditEventNames.ApiKeyRevoked, new { keyId = id });
        return TypedResults.NoContent();
    }

    private static ApiKeyContract ToContract(ApiKeyRow row) => new(
        row.KeyId, row.Name, row.Prefix, row.Role, row.CreatedBy, row.CreatedAt, row.ExpiresAt, row.RevokedAt, row.LastUsedAt);
}
