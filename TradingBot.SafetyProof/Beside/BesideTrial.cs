namespace TradingBot.SafetyProof.Beside;

/// <summary>
/// What stands beside the guard (keys, canary, watch) tried from inside: these sources are compiled into this assembly, against the product, and into each
/// spoiled copy, against the copy.
/// </summary>
/// <param name="venue">Where a decoy stands in for the simulated venue.</param>
/// <param name="answer">Says what the decoy answers from now on.</param>
/// <param name="requests">How many requests the decoy has read.</param>
/// <param name="folder">An empty folder.</param>
internal sealed partial class BesideTrial(Uri venue, Action<string> answer, Func<int> requests, string folder)
{
    private readonly List<string> _holes = [];

    private Uri Venue => venue;

    private Func<int> Requests => requests;

    private long _tried;

    /// <summary>Runs everything.</summary>
    /// <returns>How many things were tried, and those that were not as they should be.</returns>
    public static async Task<(long Tried, IReadOnlyList<string> Holes)> RunAsync(Uri venue, Action<string> answer, Func<int> requests, string folder, CancellationToken cancellation)
    {
        BesideTrial trial = new(venue, answer, requests, folder);
        trial.KeyFiles();
        trial.KeyAnswers();
        await trial.SigningAsync(cancellation);
        await trial.KeyLifeAsync(cancellation);
        await trial.CanaryAsync(cancellation);
        await trial.WatchAsync(cancellation);
        await trial.AstrayAsync(cancellation);
        return (trial._tried, trial._holes);
    }

    private void Hold(bool held, string what)
    {
        _tried++;
        if (!held) _holes.Add(what);
    }

    private async Task ThrowsAsync<T>(Func<Task> act, string what)
        where T : Exception
    {
        try
        {
            await act();
            Hold(false, what);
        }
        catch (T)
        {
            Hold(true, what);
        }
    }
}
