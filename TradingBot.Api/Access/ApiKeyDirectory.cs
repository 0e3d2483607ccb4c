using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using TradingBot.Api.Errors;
using TradingBot.Storage.Access;

namespace TradingBot.Api.Access;

/// <summary>A good API key.</summary>
/// <param name="Actor">Who it is for, as the audit log names them.</param>
internal sealed record KnownKey(Guid KeyId, string Actor, string Role, DateTimeOffset? ExpiresAt);

/// <summary>
/// The API keys, looked up by hash. A good key is remembered for some seconds, and while the database is away for as long as it is not
/// expired, so that the emergency stop stays in reach of those who could use it before.
/// </summary>
internal sealed class ApiKeyDirectory(ApiKeyStore store, TimeProvider time)
{
    private const int RememberedMax = 1_000;
    private static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookUpPatience = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<string, (KnownKey Key, DateTimeOffset SeenAt)> _remembered = new(StringComparer.Ordinal);

    public async Task<KnownKey?> FindAsync(string text, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        // Keys themselves are not kept in memory longer than their request.
        string name = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        bool remembered = _remembered.TryGetValue(name, out (KnownKey Key, DateTimeOffset SeenAt) entry) && !(entry.Key.ExpiresAt <= now);
        if (remembered && now - entry.SeenAt < RememberedFor) return entry.Key;
        KnownKey? key;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            if (remembered) patience.CancelAfter(LookUpPatience);
            ApiKey? found = await store.FindAsync(text, patience.Token);
            key = found is null ? null : new KnownKey(found.KeyId, $"key:{found.Name}", found.Role, found.ExpiresAt);
        }
        catch (Exception failure) when (remembered && !cancellation.IsCancellationRequested && (failure is OperationCanceledException || FailureAnswers.IsDatabaseAway(failure)))
        {
            return entry.Key;
        }
        if (key is null) _remembered.TryRemove(name, out _);
        else if (_remembered.Count < RememberedMax || remembered) _remembered[name] = (key, now);
        return key;
    }

    /// <summary>Forgets all keys, so that a revoked one opens nothing from now on (in this process).</summary>
    public void Forget() => _remembered.Clear();
}
