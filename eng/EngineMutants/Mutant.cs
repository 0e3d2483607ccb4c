namespace TradingBot.EngineMutants;

/// <summary>One way to spoil the engine.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="File">Where, below the engine's folder.</param>
/// <param name="Line">Where, from 1.</param>
/// <param name="Was">What stands there.</param>
/// <param name="Becomes">What stands there instead; empty where it is left out.</param>
internal sealed record Mutant(int Number, string File, int Line, string Was, string Becomes)
{
    public override string ToString() => $"{Number} {File}:{Line} {OneLine(Was)} -> {(Becomes.Length == 0 ? "(left out)" : OneLine(Becomes))}";

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
