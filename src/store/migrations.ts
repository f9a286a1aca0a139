import { type Migration, sql } from 'kysely'

/**
 * The store's history: one entry a version, run in the order of the names and never changed once released. Texts
 * compare by bytes (`collate "C"`), alike in every database and on every machine.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_facts': {
    async up(db) {
      await sql`
        create table block_commit (
          seq bigint generated always as identity primary key,
          chain bigint not null,
          number bigint not null,
          hash text collate "C" not null,
          parent_hash text collate "C" not null,
          timestamp bigint not null,
          final boolean not null default false,
          unique (chain, number),
          unique (chain, hash)
        );
        create table segment (
          chain bigint not null,
          end_number bigint not null,
          end_hash text collate "C" not null,
          payload bytea not null,
          primary key (chain, end_number)
        );
        create table fact (
          chain bigint not null,
          market text collate "C" not null,
          kind text collate "C" not null,
          key text collate "C" not null,
          block bigint not null,
          value text collate "C" not null,
          primary key (key, kind, market, chain, block)
        );
        create index fact_by_block on fact (chain, block);
        -- Room on every page: a new value then replaces the old one in place and leaves the index alone.
        create table fact_head (
          chain bigint not null,
          market text collate "C" not null,
          kind text collate "C" not null,
          key text collate "C" not null,
          block bigint not null,
          value text collate "C" not null,
          primary key (key, kind, market, chain)
        ) with (fillfactor = 80);
        create table undo (
          chain bigint not null,
          end_hash text collate "C" not null,
          part integer not null,
          changes jsonb not null,
          primary key (chain, end_hash, part)
        );
        create table fact_orphan (
          chain bigint not null,
          market text collate "C" not null,
          kind text collate "C" not null,
          key text collate "C" not null,
          block bigint not null,
          value text collate "C" not null,
          block_hash text collate "C" not null,
          orphaned_at timestamptz not null default now()
        );
        create index fact_orphan_by_block on fact_orphan (chain, block);
        create table checkpoint (
          chain bigint not null,
          number bigint not null,
          block_hash text collate "C" not null,
          content_hash text collate "C" not null,
          primary key (chain, number)
        );
        create table checkpoint_part (
          chain bigint not null,
          number bigint not null,
          part integer not null,
          payload bytea not null,
          primary key (chain, number, part),
          foreign key (chain, number) references checkpoint on delete cascade
        );
        -- Already compressed: trying again would only cost time.
        alter table segment alter column payload set storage external;
        alter table checkpoint_part alter column payload set storage external;
        create table progress (
          chain bigint not null,
          name text collate "C" not null,
          value text not null,
          primary key (chain, name)
        )`.execute(db)
    },
  },
  '0002_alerts': {
    async up(db) {
      await sql`
        create table alert (
          seq bigint generated always as identity primary key,
          key text collate "C" not null,
          revision integer not null,
          state text collate "C" not null check (state in ('active', 'retracted', 'resolved', 'final')),
          type text collate "C" not null,
          rule_id text collate "C" not null,
          severity text collate "C" not null,
          chain bigint,
          market text collate "C",
          subject text collate "C" not null,
          block bigint,
          block_hash text collate "C",
          block_timestamp bigint,
          observed_at timestamptz not null,
          raised_at timestamptz not null,
          late boolean not null,
          expires_at timestamptz,
          body text not null,
          unique (key, revision)
        );
        create table outbox (
          seq bigint generated always as identity primary key,
          endpoint text collate "C" not null,
          sequence bigint not null,
          webhook_id text collate "C" not null,
          type text collate "C" not null,
          alert_key text collate "C",
          alert_revision integer,
          body text not null,
          created_at timestamptz not null,
          expires_at timestamptz,
          unique (endpoint, sequence),
          foreign key (alert_key, alert_revision) references alert (key, revision)
        );
        create function refuse_change() returns trigger language plpgsql as $$
          begin
            raise exception '% only grows: its rows do not change', tg_table_name;
          end
        $$;
        create trigger only_grows before update on alert for each row execute function refuse_change();
        create trigger only_grows before update on outbox for each row execute function refuse_change()`.execute(
        db,
      )
    },
  },
  '0003_answers': {
    async up(db) {
      await sql`
        create table answer (
          id text collate "C" primary key,
          created_at timestamptz not null,
          expires_at timestamptz not null,
          content_type text collate "C" not null,
          payload bytea not null
        );
        create index answer_by_expiry on answer (expires_at);
        -- Already compressed: trying again would only cost time.
        alter table answer alter column payload set storage external;
        create table secret (
          name text collate "C" primary key,
          value bytea not null
        )`.execute(db)
    },
  },
  '0004_happenings': {
    async up(db) {
      await sql`
        create table happening (
          chain bigint not null,
          block bigint not null,
          log_index integer not null,
          end_block bigint not null,
          market text collate "C" not null,
          kind text collate "C" not null,
          block_hash text collate "C" not null,
          timestamp bigint not null,
          transaction_hash text collate "C" not null,
          account text collate "C" not null,
          liquidator text collate "C" not null,
          collateral text collate "C" not null,
          debt text collate "C" not null,
          repaid numeric not null,
          seized numeric not null,
          fee numeric not null,
          receives_lending_token boolean not null,
          deficits jsonb not null,
          exchanged numeric,
          bonus numeric,
          collateral_price numeric,
          debt_price numeric,
          repaid_value numeric,
          seized_value numeric,
          fee_value numeric,
          deficit_value numeric,
          primary key (chain, block, log_index)
        );
        create index happening_by_end on happening (chain, end_block);
        create index happening_by_time on happening (timestamp desc, chain, block desc, log_index desc);
        create index happening_by_account on happening (account, timestamp desc);
        -- The moment comes first, so that columns added to both tables stay in the same order.
        create table happening_orphan (
          orphaned_at timestamptz not null default now(),
          like happening
        );
        create index happening_orphan_by_block on happening_orphan (chain, block);
        -- Of blocks that were stored before there was this table, it is not known what happened in them.
        create table happening_start (chain bigint primary key, block bigint not null);
        insert into happening_start select chain, max(number) from block_commit group by chain`.execute(db)
    },
  },
}
