using TradingBot.Contracts.Operations;

namespace TradingBot.Contracts.Security;

/// <summary>Answer of <c>GET /api/security/audit/today</c>.</summary>
/// <param name="Date">UTC day, yyyy-MM-dd.</param>
/// <param name="Events">Audit rows of the day.</param>
/// <param name="DeniedRequests">Requests to us refused for want of a key or a role, since the day began.</param>
/// <param name="RealTradeAttempts">Attempts at a real trade, all refused.</param>
/// <param name="ByType">Rows per event type.</param>
/// <param name="Items">The newest rows, at most 200.</param>
public sealed record SecurityAuditToday(
    string Date, long Events, long DeniedRequests, long RealTradeAttempts, IReadOnlyDictionary<string, long> ByType, IReadOnlyList<AuditRow> Items);

/// <summary>Answer of <c>GET /api/security/api-usage/summary</c> (<c>?hours=</c>, default 24).</summary>
/// <param name="From">Start of the first hour counted.</param>
/// <param name="To">Now.</param>
/// <param name="Requests">Requests made to us.</param>
/// <param name="Errors">Of them, answered with 400 or above.</param>
/// <param name="ExchangeRequests">Requests that we made to the exchanges.</param>
/// <param name="ActiveKeys">API keys that are neither revoked nor expired.</param>
/// <param name="Items">Per source, subject and endpoint, most requested first.</param>
public sealed record ApiUsageSummary(
    DateTimeOffset From, DateTimeOffset To, long Requests, long Errors, long ExchangeRequests, int ActiveKeys, IReadOnlyList<ApiUsageLine> Items);

/// <summary>One line of the usage summary.</summary>
/// <param name="Source">api (asked of us) or exchange (asked by us).</param>
/// <param name="Subject">Who asked, or the venue that was asked.</param>
/// <param name="Endpoint">Verb and route, or the venue's endpoint.</param>
/// <param name="Requests">How often.</param>
/// <param name="Weight">Request weight at the venue; equals the requests for our own API.</param>
/// <param name="Errors">Of them, failed.</param>
public sealed record ApiUsageLine(string Source, string Subject, string Endpoint, long Requests, long Weight, long Errors);

/// <summary>Body of <c>POST /api/security/api-keys</c>.</summary>
/// <param name="Name">For people, 1 to 64 characters.</param>
/// <param name="Role">viewer, operator or admin.</param>
/// <param name="ExpiresInDays">1 to 3650; default 90.</param>
public sealed record CreateApiKeyRequest(string? Name, string? Role, int? ExpiresInDays = null);

/// <summary>An API key as <c>GET /api/security/api-keys</c> lists it; the key itself is kept nowhere.</summary>
/// <param name="KeyId">Its id.</param>
/// <param name="Name">For people.</param>
/// <param name="Prefix">How the key begins, to recognise it.</param>
/// <param name="Role">viewer, operator or admin.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">From then on it opens nothing.</param>
/// <param name="RevokedAt">Since then it opens nothing; none while it is good.</param>
/// <param name="LastUsedAt">When it last opened something, to about a minute.</param>
public sealed record ApiKeyContract(
    Guid KeyId, string Name, string Prefix, string Role, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt);

/// <summary>Answer of <c>POST /api/security/api-keys</c>: the only time that the key is shown.</summary>
/// <param name="ApiKey">Give it as the header <c>X-Api-Key</c>.</param>
/// <param name="Key">What is kept of it.</param>
public sealed record CreatedApiKey(string ApiKey, ApiKeyContract Key);
