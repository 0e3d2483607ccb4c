using System.Diagnostics;
using System.Globalization;
using TradingBot.EngineMutants;

// EngineMutants [--sample N] [--seed N] [--only N,N…] [--list]: spoils the engine in N of all known ways, drawn by the seed (or in those that are named), and tells which its tests do not notice.
// Ends with 0 where at least 85 of 100 are noticed.
int sample = 150, seed = 1;
int[] only = [];
bool lists = false;
for (int at = 0; at < args.Length; at++)
{
    string value = at + 1 < args.Length ? args[at + 1] : "";
    bool isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
    switch (args[at])
    {
        case "--sample" when isNumber && number > 0: (sample, at) = (number, at + 1); break;
        case "--seed" when isNumber: (seed, at) = (number, at + 1); break;
        case "--only" when value.Split(',').All(one => int.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out _)):
            (only, at) = ([.. value.Split(',').Select(one => int.Parse(one, CultureInfo.InvariantCulture))], at + 1);
            break;
        case "--list": lists = true; break;
        default:
            await Console.Error.WriteLineAsync($"{args[at]} {value}: expected --sample N (1 or more), --seed N, --only N,N…, --list");
            return 2;
    }
}

string root = AppContext.BaseDirectory;
while (!File.Exists(Path.Combine(root, "TradingBot.sln"))) root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("run this inside the repository");
string built = Path.Combine(root, "tests", "TradingBot.Engine.Tests", "bin", "Debug", "net10.0");
if (!File.Exists(Path.Combine(built, "TradingBot.Engine.Tests.dll")))
{
    await Console.Error.WriteLineAsync("The engine's tests are not built: dotnet build tests/TradingBot.Engine.Tests");
    return 2;
}

DirectoryInfo folder = Directory.CreateTempSubdirectory("tradingbot-mutants-");
try
{
    foreach (string file in Directory.EnumerateFiles(built)) File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
    List<Mutant> mutants = SpoiledEngine.Compile(Path.Combine(root, "TradingBot.Engine"), Path.Combine(folder.FullName, "TradingBot.Engine.dll"));
    Mutant[] drawn = [.. mutants];
    new Random(seed).Shuffle(drawn);
    drawn = [.. (only.Length > 0 ? mutants.Where(mutant => only.Contains(mutant.Number)) : drawn.Take(sample)).OrderBy(mutant => mutant.Number)];
    Console.WriteLine($"{mutants.Count} mutants, {drawn.Length} {(only.Length > 0 ? "named" : $"drawn by seed {seed}")}");
    if (lists)
    {
        foreach (Mutant mutant in drawn) Console.WriteLine(mutant);
        return 0;
    }

    TestRun tests = new(folder.FullName);
    long began = Stopwatch.GetTimestamp();
    if (await tests.TryAsync(0, TimeSpan.FromMinutes(5), CancellationToken.None) is var sound && sound != Verdict.Survived)
        throw new InvalidOperationException("the tests do not pass with the sound engine");
    // The sound engine ran both parts; a mutant that takes longer than that for one of them does not end.
    TimeSpan patience = TimeSpan.FromSeconds(20) + Stopwatch.GetElapsedTime(began);
    int killed = 0;
    foreach (Mutant mutant in drawn)
    {
        Verdict verdict = await tests.TryAsync(mutant.Number, patience, CancellationToken.None);
        if (verdict == Verdict.Survived) Console.WriteLine($"survived: {mutant}");
        else killed++;
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{killed} of {drawn.Length} noticed: {100.0 * killed / drawn.Length:0.0} %, in {Stopwatch.GetElapsedTime(began).TotalMinutes:0.0} minutes"));
    return killed >= 0.85 * drawn.Length ? 0 : 1;
}
finally
{
    folder.Delete(recursive: true);
}
