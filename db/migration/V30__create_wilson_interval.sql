-- The 95 % interval of a rate by Wilson, which holds for few trials and for rates near 0 and 1; null without trials.
create function wilson_low(hits bigint, trials bigint) returns float8 language sql immutable as $$
    select case when trials > 0 then
           greatest(0, (hits + 1.9207294 - 1.9599640 * sqrt(hits * (trials - hits) / cast(trials as float8) + 0.9603647))
                       / (trials + 3.8414588)) end
$$;

create function wilson_high(hits bigint, trials bigint) returns float8 language sql immutable as $$
    select case when trials > 0 then
           least(1, (hits + 1.9207294 + 1.9599640 * sqrt(hits * (trials - hits) / cast(trials as float8) + 0.9603647))
                    / (trials + 3.8414588)) end
$$;
