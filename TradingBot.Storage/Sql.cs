using Npgsql;

namespace TradingBot.Storage;

/// <summary>Commands with positional parameters in one expression.</summary>
internal static class Sql
{
    public static NpgsqlCommand Command(this NpgsqlDataSource dataSource, string text, params ReadOnlySpan<object?> values)
    {
        NpgsqlCommand command = dataSource.CreateCommand(text);
        foreach (object? value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }

    public static async Task<int> ExecuteAsync(this NpgsqlDataSource dataSource, string text, object?[] values, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = dataSource.Command(text, values);
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    public static async Task<List<T>> ReadAsync<T>(
        this NpgsqlDataSource dataSource, string text, object?[] values, Func<NpgsqlDataReader, T> row, CancellationToken cancellation)
    {
        await using NpgsqlCommand command = dataSource.Command(text, values);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        List<T> rows = [];
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) rows.Add(row(reader));
        return rows;
    }
}
