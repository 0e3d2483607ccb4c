namespace TradingBot.Exchanges.History.Files;

/// <summary>Collects the rows that can't be taken; the first are kept, all are counted.</summary>
internal sealed class RowProblems
{
    private readonly List<RowProblem> _first = [];

    public long Count { get; private set; }

    public IReadOnlyList<RowProblem> First => _first;

    public void Add(long line, string field, string problem)
    {
        Count++;
        if (_first.Count < FileContents.ProblemsMax) _first.Add(new(line, field, problem));
    }
}
