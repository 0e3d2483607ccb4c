using System.Text.Json;
using TradingBot.Contracts;

namespace TradingBot.Cli;

/// <summary>Writes answers for people or for programs.</summary>
internal sealed class Output(TextWriter writer)
{
    private static readonly JsonSerializerOptions Indented = new(ContractsJson.Options) { WriteIndented = true };

    public void Line(string text = "") => writer.WriteLine(text);

    public void Json<T>(T value) => writer.WriteLine(JsonSerializer.Serialize(value, Indented));

    /// <summary>Rows in columns as wide as their widest cell.</summary>
    public void Table(params IEnumerable<string[]> rows)
    {
        string[][] all = [.. rows];
        if (all.Length == 0) return;
        int[] widths = [.. Enumerable.Range(0, all.Max(row => row.Length)).Select(column => all.Max(row => column < row.Length ? row[column].Length : 0))];
        foreach (string[] row in all) writer.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
