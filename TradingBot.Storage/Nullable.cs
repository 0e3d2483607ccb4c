using Npgsql;
using NpgsqlTypes;

namespace TradingBot.Storage;

/// <summary>Parameters that may be null, with the type that a null alone does not tell.</summary>
internal static class Nullable
{
    public static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Time(DateTimeOffset? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
