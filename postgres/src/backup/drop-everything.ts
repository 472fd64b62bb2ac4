import type pg from 'pg'

/** Removes all that migrations and the queue have made; what an extension brought stays. */
export async function dropEverything(client: pg.ClientBase): Promise<void> {
  await client.query('drop schema if exists pgboss cascade; drop schema if exists auth cascade; drop schema if exists parts cascade')
  await client.query(`do $drop$
    declare each text;
    begin
      for each in
        select format('drop %s if exists %s cascade', case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end, c.oid::regclass)
          from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'S')
           and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.objsubid = 0 and d.deptype in ('e', 'i', 'a'))
      loop execute each; end loop;
      for each in
        select format('drop %s if exists %s cascade', case p.prokind when 'a' then 'aggregate' when 'p' then 'procedure' else 'function' end, p.oid::regprocedure)
          from pg_proc p where p.pronamespace = 'public'::regnamespace and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
      loop execute each; end loop;
      for each in
        select format('drop type if exists %s cascade', t.oid::regtype) from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd')
           and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')
      loop execute each; end loop;
    end $drop$`)
}
