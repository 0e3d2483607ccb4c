using System.Security.Cryptography;
using System.Text;

namespace TradingBot.Storage.Access;

/// <summary>A key of our API, without its secret.</summary>
/// <param name="KeyId">Its id.</param>
/// <param name="Name">For people.</param>
/// <param name="Prefix">Its first characters, to know it by.</param>
/// <param name="Role">viewer, operator or admin.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">From when on it is worth nothing; none: never.</param>
/// <param name="RevokedAt">From when on it was revoked.</param>
public sealed record ApiKey(Guid KeyId, string Name, string Prefix, string Role, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt);

/// <summary>Keys of our API. A key is shown once, when it is made; stored is only its hash, which for 256 random bits needs no slow function.</summary>
public sealed class ApiKeyStore(DatabaseConnections connections, TimeProvider time)
{
    private const string Columns = "key_id, name, prefix, role, created_at, expires_at, revoked_at";
    private const int PrefixLength = 10;

    /// <summary>Makes a key.</summary>
    /// <param name="name">For people, 1 to 64 characters.</param>
    /// <param name="role">viewer, operator or admin.</param>
    /// <param name="expiresAt">None: never.</param>
    /// <param name="createdBy">Who asked for it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The key, with its text for the only time.</returns>
    public async Task<(ApiKey Key, string Text)> CreateAsync(string name, string role, DateTimeOffset? expiresAt, string createdBy, CancellationToken cancellation)
    {
        string text = $"tb_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        ApiKey key = new(Guid.CreateVersion7(), name, text[..PrefixLength], role, time.GetUtcNow(), expiresAt, null);
        await connections.Shared.ExecuteAsync(
            "INSERT INTO api_keys (key_id, name, key_hash, prefix, role, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            [key.KeyId, name, HashOf(text), key.Prefix, role, createdBy, key.CreatedAt, Nullable.Time(expiresAt)], cancellation).ConfigureAwait(false);
        return (key, text);
    }

    /// <summary>Finds the key of a text, if it is valid now.</summary>
    public async Task<ApiKey?> FindAsync(string text, CancellationToken cancellation) => (await connections.Shared.ReadAsync($"""
        UPDATE api_keys SET last_used_at = $2 WHERE key_hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2) RETURNING {Columns}
        """, [HashOf(text), time.GetUtcNow()], Read, cancellation).ConfigureAwait(false)).SingleOrDefault();

    /// <summary>All keys, newest first.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellation) =>
        await connections.Shared.ReadAsync($"SELECT {Columns} FROM api_keys ORDER BY created_at DESC", [], Read, cancellation).ConfigureAwait(false);

    /// <summary>Revokes a key.</summary>
    /// <returns>False where there is no such key that was valid.</returns>
    public async Task<bool> RevokeAsync(Guid keyId, CancellationToken cancellation) => await connections.Shared.ExecuteAsync(
        "UPDATE api_keys SET revoked_at = $2 WHERE key_id = $1 AND revoked_at IS NULL", [keyId, time.GetUtcNow()], cancellation).ConfigureAwait(false) == 1;

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private static ApiKey Read(Npgsql.NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4),
        reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5), reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6));
}
