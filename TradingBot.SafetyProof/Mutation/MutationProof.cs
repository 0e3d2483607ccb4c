using System.Runtime.CompilerServices;
using TradingBot.SafetyProof.Attacks;
using TradingBot.SafetyProof.Code;
using TradingBot.SafetyProof.Guard;
using TradingBot.SafetyProof.Report;

namespace TradingBot.SafetyProof.Mutation;

/// <summary>Inverts the guard's conditions one by one: the attacks, or what must pass, have to notice each time.</summary>
internal static class MutationProof
{
    private const string Layer = "L4, L5, L6, L9 mutation";
    private const string Attack = "each condition of the guard, the keys and the watch inverted: the proofs must notice";
    private const int Sample = 20;
    private const int Listed = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <param name="code">Where the sources are.</param>
    /// <param name="nth">Every how many conditions are inverted.</param>
    public static Task<IReadOnlyList<ProofRow>> RunAsync(ProductCode code, int nth, CancellationToken cancellation)
    {
        if (code.Root is null) return Task.FromResult<IReadOnlyList<ProofRow>>([ProofRow.Missing(Layer, Attack, "no sources here")]);
        if (!SdkCompiler.IsAvailable()) return Task.FromResult<IReadOnlyList<ProofRow>>([ProofRow.Missing(Layer, Attack, "no .NET SDK here")]);
        return RunAsync(code.Root, nth, cancellation);
    }

    // Apart, so that the compiler's types are looked for only after it was found.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<IReadOnlyList<ProofRow>> RunAsync(string root, int nth, CancellationToken cancellation)
    {
        MutantAssembly copy;
        try
        {
            copy = MutantAssembly.Compile(root);
        }
        catch (InvalidOperationException failure)
        {
            return [ProofRow.Failed(Layer, Attack, $"the copy does not compile: {failure.Message}")];
        }
        copy.Activate(0);
        if (await NoticesAsync(copy, isBeside: false, cancellation) is { } wrong) return [ProofRow.Failed(Layer, Attack, $"an unspoiled copy is not as good as the product: {wrong}")];
        List<string> survivors = [];
        Mutant[] tried = [.. copy.Mutants.Where(mutant => mutant.Number % nth == 0)];
        foreach (Mutant mutant in tried)
        {
            copy.Activate(mutant.Number);
            if (await NoticesAsync(copy, mutant.IsBeside, cancellation) is null) survivors.Add($"{mutant.Place} {mutant.Text}");
        }
        copy.Activate(0);
        return
        [
            survivors.Count > 0
                ? new(Layer, Attack, tried.Length, tried.Length - survivors.Count, ProofRow.Hole, $"unnoticed: {string.Join("; ", survivors.Take(Listed))}")
                : ProofRow.From(Layer, Attack, tried.Length, [], $"all noticed, of {copy.Mutants.Count} conditions"),
        ];
    }

    /// <summary>What was noticed; null where everything seemed in order.</summary>
    /// <param name="copy">The copy.</param>
    /// <param name="isBeside">Which attacks are the likelier ones, and so the first: those on what stands beside the guard, or those on the guard.</param>
    /// <param name="cancellation">Ends the trial.</param>
    private static async Task<string?> NoticesAsync(MutantAssembly copy, bool isBeside, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        try
        {
            foreach (bool beside in (bool[])[isBeside, !isBeside])
            {
                IReadOnlyList<string> holes = beside
                    ? await copy.TryBesideAsync(limit.Token)
                    : [.. (await new GuardTrial(copy.Assembly, AttackCorpus.Sample(Sample), stopAtFirst: true).RunAsync(limit.Token)).SelectMany(tally => tally.Holes)];
                if (holes.Count > 0) return holes[0];
            }
            return null;
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            // A spoiled guard may fail in any way; each is one that nobody overlooks.
            return failure.GetType().Name;
        }
    }
}
