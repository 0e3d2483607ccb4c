using System.Collections.Concurrent;
using System.Text.Json;
using TradingBot.Api.Audit;
using TradingBot.Contracts;
using TradingBot.Storage.Audit;

namespace TradingBot.Api.Access;

/// <summary>Audits that a key was used: the first time in this process, and again when it is used an hour later; a row for each request would drown the rest.</summary>
internal sealed class KeyUses(AuditTrail audit, TimeProvider time)
{
    private const int RememberedMax = 1_000;
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _told = [];

    public void Used(HttpContext context, KnownKey key)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (_told.TryGetValue(key.KeyId, out DateTimeOffset told) && now - told < Again) return;
        if (_told.Count >= RememberedMax) _told.Clear();
        _told[key.KeyId] = now;
        string? from = context.Connection.RemoteIpAddress?.ToString();
        audit.Keep(new AuditEntry(AuditEventNames.ApiKeyUsed, key.Actor, context.CorrelationId(),
            JsonSerializer.Serialize(new { key.KeyId, key.Role, from, request = $"{context.Request.Method} {context.Request.Path}" }, ContractsJson.Options)));
    }
}
