using System.Reflection;
using TradingBot.Cli.Endpoints;
using TradingBot.SafetyProof.Attacks;
using TradingBot.SafetyProof.Ban;
using TradingBot.SafetyProof.Code;
using TradingBot.SafetyProof.Database;
using TradingBot.SafetyProof.Guard;
using TradingBot.SafetyProof.Layers;
using TradingBot.SafetyProof.Mutation;
using TradingBot.SafetyProof.Network;
using TradingBot.SafetyProof.Report;

namespace TradingBot.Cli.Safety;

/// <summary>What a run of <c>tb verify-safety</c> is to try.</summary>
/// <param name="Only">Names of parts; all of them where empty.</param>
/// <param name="Nth">Every how many routes of the corpus are tried.</param>
/// <param name="Database">The database to try; a temporary one where none.</param>
/// <param name="IsSystemNamed">Whether somebody said where the system runs: then it has to.</param>
internal sealed record SafetyRequest(IReadOnlyList<string> Only, int Nth, string? Database, bool IsSystemNamed);

/// <summary>The parts of the proof, in the order in which they run: quick ones first.</summary>
internal sealed class SafetyParts(SafetyRequest request, Func<ApiClient> api)
{
    private readonly ProductCode _code = ProductCode.Find(AppContext.BaseDirectory);

    public static IReadOnlyList<string> Names { get; } = ["system", "code", "guard", "layers", "database", "network", "ban", "mutation"];

    public async Task<IReadOnlyList<ProofRow>> RunAsync(string part, CancellationToken cancellation) => part switch
    {
        "system" => await SystemAsync(cancellation),
        "code" => CodeProof.Run(_code),
        "guard" => await GuardProof.RunAsync(AttackCorpus.Sample(request.Nth), cancellation),
        "layers" => await new LayersProof(AttackCorpus.Sample(request.Nth)).RunAsync(cancellation),
        "database" => await DatabaseAsync(cancellation),
        "network" => await IsolatedProof.RunAsync(Self(), request.Nth, cancellation),
        "ban" => await BanProof.RunAsync(_code, cancellation),
        "mutation" => await MutationProof.RunAsync(_code, request.Nth, cancellation),
        _ => throw new InvalidOperationException($"there is no part {part}"),
    };

    public bool IsWanted(string part) => request.Only.Count == 0 || request.Only.Contains(part);

    private async Task<IReadOnlyList<ProofRow>> SystemAsync(CancellationToken cancellation)
    {
        using ApiClient client = api();
        try
        {
            return await SystemChecks.AskAsync(client, cancellation);
        }
        catch (UnreachableException unreachable) when (request.Only.Count == 0 && !request.IsSystemNamed)
        {
            return [SystemChecks.Missing(unreachable.Message)];
        }
    }

    private async Task<IReadOnlyList<ProofRow>> DatabaseAsync(CancellationToken cancellation)
    {
        try
        {
            IReadOnlyList<ProofRow> running = request.Database is { } database ? await DatabaseProof.TryAsync(database, cancellation) : [];
            return [.. running, .. await DatabaseProof.TryOnTemporaryAsync(attempts: running.Count == 0, cancellation)];
        }
        catch (DatabaseUnreachableException unreachable)
        {
            throw new UnreachableException(unreachable.Message);
        }
    }

    /// <summary>How this program is started again.</summary>
    private static IReadOnlyList<string> Self()
    {
        string own = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(own) == "dotnet" ? [own, Assembly.GetExecutingAssembly().Location] : [own];
    }
}
